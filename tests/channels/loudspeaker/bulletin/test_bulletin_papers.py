"""The papers of a bulletin: Word run sheet from a template, text to be read live, playlist and CUE sheet."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import av
import cueparser
import docx
import m3u8
import miniaudio
import pytest

from channels import office_paper
from channels.loudspeaker.bulletin import sheet
from channels.loudspeaker.bulletin.manifest import read
from channels.testing import sample_bulletin


@pytest.fixture
def folder(channel, items):
    return channel.export(sample_bulletin(*items)).folder


@pytest.fixture
def run_sheet(folder):
    return docx.Document(folder / "PHIEU-PHAT.docx")


class TestRunSheet:
    def test_its_page_is_that_of_the_decree(self, run_sheet):
        section = run_sheet.sections[0]
        sides = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")

        assert [round(getattr(section, side).mm) for side in sides] == [210, 297, 20, 20, 30, 15]
        assert run_sheet.styles["Normal"].font.name == "Times New Roman"
        assert run_sheet.styles["Normal"].font.size.pt == 13

    def test_the_page_number_stands_in_the_top_margin_from_the_second_page_on(self, run_sheet):
        section = run_sheet.sections[0]

        assert "PAGE" in section.header._element.xml
        assert section.different_first_page_header_footer
        assert section.first_page_header.paragraphs[0].text == ""

    def test_the_head_names_office_and_motto(self, run_sheet):
        left, right = (cell.text for cell in run_sheet.tables[0].rows[0].cells)

        assert left == "ỦY BAN NHÂN DÂN\nXÃ PHÚ TRUNG"
        assert right == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"

    def test_each_item_has_its_hour_length_and_blanks(self, run_sheet, folder):
        heads, *rows = ([cell.text for cell in row.cells] for row in run_sheet.tables[1].rows)

        assert heads[-3:] == ["Người phát", "Giờ phát thực tế", "Ghi chú"]
        assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
        assert rows[1][1] == read(folder)["parts"][1]["begins_at"][11:19]
        assert rows[1][2].splitlines()[0] == "Bão mạnh"
        assert all(row[-3:] == ["", "", ""] for row in rows)

    def test_the_words_that_are_spoken_stand_below_with_their_digest(self, run_sheet, folder):
        text = "\n".join(paragraph.text for paragraph in run_sheet.paragraphs)

        for part in read(folder)["parts"]:
            assert part["spoken"] in text
            assert part["text_digest"] in text

    def test_a_template_of_the_commune_is_filled_in(self, channel, items, tmp_path):
        own = docx.Document()
        own.add_paragraph("Sổ riêng {{ zone }}: {% for row in rows %}{{ row.title }}; {% endfor %}")
        own.save(tmp_path / "mẫu.docx")

        made = replace(channel, sheet_template=str(tmp_path / "mẫu.docx")).export(sample_bulletin(items[0]))

        text = docx.Document(made.folder / "PHIEU-PHAT.docx").paragraphs[0].text
        assert text == "Sổ riêng Cụm loa Phú Tân: Mở đầu; Lịch tiêm chủng tháng Mười hai; Kết thúc; "

    @pytest.mark.parametrize("words", ["{{ nobody }}", "{{ rows.pop().__class__.__mro__ }}", "{% if %}"])
    def test_a_template_that_cannot_be_filled_in_keeps_no_bulletin_from_going_out(
        self, channel, items, tmp_path, words
    ):
        own = docx.Document()
        own.add_paragraph(words)
        own.save(tmp_path / "mẫu.docx")
        odd = replace(channel, sheet_template=str(tmp_path / "mẫu.docx"))

        made = odd.export(sample_bulletin(items[0])).folder

        assert docx.Document(made / "PHIEU-PHAT.docx").paragraphs[1].text == "PHIẾU PHÁT THANH"
        assert any("Mẫu giấy" in problem for problem in odd.check())

    def test_a_template_that_is_no_word_file_is_named_by_the_check(self, channel, tmp_path):
        (tmp_path / "mẫu.docx").write_bytes(b"PK\x03\x04 no")

        assert "không phải tệp Word" in sheet.problem_of(str(tmp_path / "mẫu.docx"))
        assert "Không thấy" in sheet.problem_of(str(tmp_path / "khác.docx"))
        assert sheet.problem_of("") == ""

    def test_the_same_facts_give_the_same_bytes(self):
        facts = {name: "x" for name in ("commune", "zone", "slot", "when", "verdict")} | {"rows": []}

        first, second = (office_paper.filled(sheet.shipped_template(), facts) for _ in range(2))

        assert first == second
        assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None


class TestLiveText:
    def test_it_holds_every_spoken_line_in_order_and_large(self, folder):
        page = (folder / "DOC-TRUC-TIEP.html").read_text("utf-8")
        said = [line for part in read(folder)["parts"] for line in part["spoken"].split("\n") if line]

        assert [each.lower() for each in re.findall(r"^<p>([^<·]*)</p>$", page, re.MULTILINE)] == said
        assert int(re.search(r"body { font: (\d+)pt", page)[1]) >= 24

    def test_each_item_begins_a_sheet(self, folder):
        page = (folder / "DOC-TRUC-TIEP.html").read_text("utf-8")

        assert page.count("<article>") == len(read(folder)["parts"])
        assert "break-before: page" in page


class TestOtherPeoplesReaders:
    def test_the_playlist_is_read_by_another_parser_and_each_file_by_two_decoders(self, folder):
        segments = m3u8.loads((folder / "PHAT.m3u8").read_text("utf-8")).segments

        assert [each.uri for each in segments] == [part["file"] for part in read(folder)["parts"]]
        for each in segments:
            with av.open(str(folder / each.uri)) as opened:
                by_av = sum(frame.samples for frame in opened.decode(audio=0)) / 44100
            by_miniaudio = miniaudio.decode_file(str(folder / each.uri), nchannels=1).num_frames / 44100
            assert each.duration == pytest.approx(by_av, abs=0.05)
            assert each.duration == pytest.approx(by_miniaudio, abs=0.05)

    def test_the_cue_sheet_is_read_by_another_parser(self, folder):
        cue = cueparser.CueSheet()
        cue.setOutputFormat("%title%", "%title%")
        cue.setData((folder / "PHAT.cue").read_text("utf-8"))
        cue.parse()

        parts = read(folder)["parts"]
        assert cue.file == "CHUONG-TRINH.mp3"
        assert [track.title for track in cue.tracks] == [part["title"] for part in parts]
        for track, part in zip(cue.tracks, parts, strict=True):
            minutes, seconds, frames = map(int, track.offset.split(":"))
            assert minutes * 60 + seconds + frames / 75 == pytest.approx(part["offset_seconds"], abs=0.02)
