"""Connecting a group through a bot: the bot's token, the bot in the group, one word to it there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.base import NotAuthorized
from channels.guiding import Ask, Destination, Learned, Ready, Step
from channels.http import base_problem
from channels.zalo_bot.api import BASE, NOTHING_NEW, TOKEN, BotApi, error_in

MAKE_BOT = (
    "Trong Zalo, tìm tài khoản “Zalo Bot Manager”, nhắn “/newbot”, đặt tên bot; chép mã bot "
    "(dạng số:chữ) mà nó trả lời và dán vào đây."
)
MENTION = (
    "Trưởng nhóm thêm bot “{name}” vào nhóm Zalo của thôn, rồi nhắn trong nhóm: “@{name} xin chào”. "
    "Xong thì bấm Enter."
)
NOT_SEEN = "Chưa thấy ai nhắc tên bot trong nhóm nào: nhắn “@{name} xin chào” trong nhóm rồi bấm Enter lại."
BETA = (
    "Bot trong nhóm là tính năng thử nghiệm của Zalo, không đọc lại được nhóm: sau sự cố mạng phải có "
    "người mở nhóm xem tin đã vào chưa."
)
WAIT_SECONDS = 35.0


def next_step(answers: Mapping[str, str]) -> Step:
    """Return what comes next. Raises NotAuthorized when an answer does not work at the service."""
    if "token" not in answers:
        return Ask(name="token", says=MAKE_BOT, secret=True)
    if not TOKEN.fullmatch(answers["token"]):
        raise NotAuthorized("Mã của bot phải có dạng số:chữ, như Zalo đã cấp.", code="token")
    if "bot_name" not in answers:
        return _known(answers)
    if "mentioned" not in answers:
        return Ask(name="mentioned", says=MENTION.format(name=answers["bot_name"]), default="")
    if "chat_id" not in answers:
        return _group(answers)
    own = {name: answers[name] for name in ("chat_id", "pictures_from", "max_text") if answers.get(name)}
    shared = {name: answers[name] for name in ("token", "base_url", "per_minute") if answers.get(name)}
    return Ready(account=shared, channels=(Destination(settings=own),), says=(BETA,))


def require_groups(bot: Mapping[str, Any]) -> str:
    """Return the bot's name. Raises NotAuthorized when it may not join groups."""
    name = str(bot.get("account_name") or bot.get("id") or "bot")
    if bot.get("can_join_groups") is False:
        raise NotAuthorized(
            f"Bot “{name}” chưa được vào nhóm: chủ bot bật quyền vào nhóm ở Zalo Bot Manager.", code="token"
        )
    return name


def _known(answers: Mapping[str, str]) -> Learned:
    try:
        name = require_groups(_api(answers).call("getMe", {}))
    except NotAuthorized as refused:
        refused.code = "token"
        raise
    return Learned(answers={"bot_name": name}, says=f"Đã thấy bot “{name}”.")


def _group(answers: Mapping[str, str]) -> Learned:
    """Wait for one event: a group's id is told by nothing else."""
    answer = _api(answers).ask("getUpdates", {"timeout": "30"}, wait=WAIT_SECONDS)
    missing = NotAuthorized(NOT_SEEN.format(name=answers["bot_name"]), code="mentioned")
    if answer.status == NOTHING_NEW:
        raise missing
    if (error := error_in(answer, creates=False)) is not None:
        raise error
    message = answer.data["result"].get("message")
    chat = message.get("chat") if isinstance(message, Mapping) else None
    if not isinstance(chat, Mapping) or chat.get("chat_type") != "GROUP" or not chat.get("id"):
        raise missing
    return Learned(answers={"chat_id": str(chat["id"])}, says="Đã thấy nhóm mà bot được nhắc tên.")


def _api(answers: Mapping[str, str]) -> BotApi:
    url = answers.get("base_url") or BASE
    if problem := base_problem(url):
        raise NotAuthorized(problem, code="token")
    return BotApi(token=answers["token"], url=url)
