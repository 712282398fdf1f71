"""Legacy encodings are converted with consent only; markup is cleaned and told."""

from __future__ import annotations

from publisher.importing.testing import GOOD, codes, errors, only_error

TCVN3_BODY = "Thùc hiÖn kÕ ho¹ch cña x·, mêi bµ con ®Õn kh¸m søc kháe t¹i Tr¹m Y tÕ."
READ_BODY = "Thực hiện kế hoạch của xã, mời bà con đến khám sức khỏe tại Trạm Y tế."


class TestLegacyEncodings:
    def test_a_legacy_body_under_a_unicode_title_is_refused_with_the_conversion_shown(self, read):
        problem = only_error(read(body=TCVN3_BODY))

        assert (problem.code, problem.line) == ("legacy-encoding", 9)
        assert "TCVN3 (ABC)" in problem.sentence
        assert "“Thùc hiÖn kÕ ho¹ch" in problem.sentence
        assert "→ “Thực hiện kế hoạch" in problem.sentence
        assert "--convert-legacy" in problem.remedy

    def test_with_consent_it_is_converted_and_noticed(self, read):
        reading = read(body=TCVN3_BODY, options={"convert_legacy": True})

        assert reading.draft.body == READ_BODY
        assert reading.draft.title == GOOD["title"]
        assert codes(reading) == ["legacy-converted"]

    def test_each_legacy_field_is_told_and_names_are_found_after_conversion(self, read):
        fields = {
            "title": "Giaáy môøi khaùm söùc khoûe",
            "unit": "Traïm Y teá",
            "body": "Môøi baø con ñeán khaùm.",
        }

        refused = read(**fields)
        converted = read(**fields, options={"convert_legacy": True})

        assert [each.code for each in errors(refused)] == ["legacy-encoding"] * 3
        assert (converted.draft.title, converted.draft.unit) == ("Giấy mời khám sức khỏe", "Trạm Y tế")
        assert converted.draft.body == "Mời bà con đến khám."


class TestHtml:
    def test_markup_in_any_field_is_gone_and_told(self, read):
        reading = read(
            title="Khám <b>mắt</b> & răng",
            source="Bản chép <i>(từ web)</i>",
            image='mat.png" onerror="alert(1)',
            body='Mời <strong>bà con</strong>.<script>alert(1)</script> <a href="javascript:x">Xem</a>',
        )
        draft = reading.draft

        assert (draft.title, draft.source) == ("Khám mắt & răng", "Bản chép (từ web)")
        assert draft.body == "Mời **bà con**. Xem"
        assert [each.name for each in draft.pictures] == ["mat.png"]
        told = "\n".join(each.sentence for each in reading.problems)
        assert "đã bỏ <script> (“alert(1)”)" in told
        assert "onerror" in told
        assert "javascript:x" in told

    def test_a_script_that_is_never_closed_refuses_the_file(self, read):
        problem = only_error(read(body="Mời bà con.\n<script>alert(1)"))

        assert (problem.code, problem.line) == ("unclosed", 10)
