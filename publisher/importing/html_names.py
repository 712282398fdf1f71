"""The element names of HTML, old ones too, by what becomes of them on import."""

from __future__ import annotations

_ALL = """
a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br
button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em
embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr
html i iframe img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu
meta meter nav nobr noframes noscript object ol optgroup option output p param picture plaintext portal pre
progress q rp rt ruby s samp script search section select slot small source span strike strong style sub
summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
"""
_WITH_CONTENT = """
applet audio canvas frameset head iframe math noframes noscript object script style svg template video
"""
_CONTAINERS = """
address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header html main menu nav ol p pre section summary table tr ul
"""
_VOID = "area base br col embed frame hr img input link meta param source track wbr"
_TOLD = "base embed frame img input link meta portal"

ALL = frozenset(_ALL.split())
WITH_CONTENT = frozenset(_WITH_CONTENT.split())  # dropped together with what they hold
CONTAINERS = frozenset(_CONTAINERS.split())  # stand on lines of their own
VOID = frozenset(_VOID.split())  # never closed
TOLD = frozenset(_TOLD.split())  # dropped, and staff are told
