"""The message files of a folder: corrections find theirs, names are each taken once."""

from __future__ import annotations

from publisher.importing.testing import codes


class TestFolder:
    def test_a_correction_finds_its_message_in_the_folder_and_comes_after_it(self, write, read_all, tmp_path):
        write("a-dinh-chinh.md", corrects="z-lich")
        write("z-lich.md")

        readings = read_all(tmp_path)

        assert [each.import_key for each in readings if each.draft] == ["z-lich", "a-dinh-chinh"]

    def test_a_correction_of_a_refused_message_is_refused_too(self, write, read_all, tmp_path):
        write("a-dinh-chinh.md", corrects="z-lich")
        write("z-lich.md", topic="khong-co")

        readings = read_all(tmp_path)

        assert sorted(code for each in readings for code in codes(each)) == [
            "corrects-refused",
            "unknown-topic",
        ]

    def test_corrections_in_a_circle_are_refused(self, write, read_all, tmp_path):
        write("a.md", corrects="b")
        write("b.md", corrects="a")

        readings = read_all(tmp_path)

        assert [each.draft for each in readings] == [None, None]

    def test_two_files_of_one_stem_are_both_refused(self, write, read_all, tmp_path):
        write("lich.md")
        (tmp_path / "khac").mkdir()
        write("khac/Lich.md")

        readings = read_all(tmp_path)

        assert [codes(each) for each in readings] == [["duplicate-stem"], ["duplicate-stem"]]

    def test_hidden_and_other_files_are_passed_over(self, write, read_all, tmp_path):
        write("lich.md")
        write(".nhap.md")
        (tmp_path / "ghi-chu.txt").write_text("không phải tin", encoding="utf-8")

        assert [each.import_key for each in read_all(tmp_path)] == ["lich"]
