"""`publisher channel rebuild`: a site drawn anew."""


def test_a_site_takes_its_new_look(office, tmp_path):
    folder, theme = tmp_path / "trang", tmp_path / "giao diện"
    site = ("--set", "base_url=https://phutrung.example/", "--set", f"folder={folder}")
    office.does("channel", "add", "website", "Trang xã", *site)
    office.approved(media="[website]")
    office.at("2026-11-24 17:00:05")
    office.does("dispatch", "--until-idle")
    theme.mkdir()
    (theme / "giao-dien.css").write_text("body { color: navy }")
    office.does("channel", "set", "Trang xã", "--set", f"theme={theme}")

    office.does("channel", "rebuild", "Trang xã")

    assert (folder / "giao-dien.css").read_text() == "body { color: navy }"


def test_what_is_no_site_is_refused(office):
    office.memory("Fanpage xã")

    answer = office("channel", "rebuild", "Fanpage xã")

    assert answer.code == 1
    assert "không vẽ lại được" in answer.err
