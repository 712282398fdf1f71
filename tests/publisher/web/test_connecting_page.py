"""Where Zalo leads back to: the address is shown to be pasted, and nothing is kept."""

import pytest

from publisher.testing import Village
from publisher.web import create_app


@pytest.fixture
def console(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    yield create_app(village.app).test_client()
    village.app.engine.dispose()


def test_the_whole_address_is_there_to_copy(console):
    shown = console.get("/ket-noi/zalo?code=a%22b&state=s&oa_id=1").get_data(as_text=True)

    assert "http://localhost/ket-noi/zalo?code=a%22b&amp;state=s&amp;oa_id=1</textarea>" in shown


def test_without_a_code_there_is_nothing(console):
    assert console.get("/ket-noi/zalo").status_code == 404


def test_nobody_keeps_the_page_or_hears_where_one_came_from(console):
    headers = console.get("/ket-noi/zalo?code=1").headers

    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
