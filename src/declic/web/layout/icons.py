"""Icons: drawn on 24, stroke 2, round; one colour, that of the text. Path data is ours."""

from collections.abc import Mapping

ICONS: Mapping[str, str] = {
    "mic": (
        '<path d="M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3Z"/>'
        '<path d="M5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21"/>'
    ),
    "cam": (
        '<path d="M3 7.5h11a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H3Z"/><path d="m15.5 11 5.5-3v8.5l-5.5-3"/>'
    ),
    "camoff": '<path d="M8 7.5h6A1.5 1.5 0 0 1 15.5 9v5M14 17.5H3v-10h1M15.5 11l5.5-3v8.5M3 3l18 18"/>',
    "photo": '<path d="M3.5 8h4L9 5.5h6L16.5 8h4v11h-17Z"/><circle cx="12" cy="13" r="3.5"/>',
    "pen": '<path d="m4 20 1-4.5L16 4.5l3.5 3.5-11 11Z"/><path d="m13.5 7 3.5 3.5"/>',
    "marker": '<path d="M8 15 17.5 5.5l3 3L11 18H8Z"/><path d="M4 21h10"/>',
    "eraser": '<path d="m9 19-5-5L13.5 4.5l6 6L11 19Z"/><path d="M8.5 9.5l6 6M9 19h11"/>',
    "undo": '<path d="M8 5 4 9l4 4"/><path d="M4 9h9.5a5.5 5.5 0 0 1 0 11H9"/>',
    "redo": '<path d="m16 5 4 4-4 4"/><path d="M20 9h-9.5a5.5 5.5 0 0 0 0 11H15"/>',
    "shapes": '<path d="M4 20V9l11 11Z"/><circle cx="16" cy="7.5" r="3.5"/>',
    "pick": '<path d="m6 4 12 7.5-5.5 1.5-2.5 5.5Z"/>',
    "laser": (
        '<circle cx="12" cy="12" r="3"/>'
        '<path d="M12 3v3M12 18v3M3 12h3M18 12h3M6 6l1.5 1.5M16.5 16.5 18 18M18 6l-1.5 1.5M7.5 16.5 6 18"/>'
    ),
    "line": '<path d="M5 19 19 5"/>',
    "arrow": '<path d="M5 19 18.5 5.5M10.5 5.5h8v8"/>',
    "rectangle": '<path d="M4 6.5h16v11H4Z"/>',
    "ellipse": '<ellipse cx="12" cy="12" rx="8.5" ry="6.5"/>',
    "larger": '<path d="M4 12V4h8M4 4l6.5 6.5M20 12v8h-8M20 20l-6.5-6.5"/>',
    "smaller": '<path d="M11 4v7H4M11 11 4.5 4.5M13 20v-7h7M13 13l6.5 6.5"/>',
    "copy": '<path d="M9 8.5h10.5V20H9Z"/><path d="M15 8.5V4H4.5v11.5H9"/>',
    "place": (
        '<path d="M12 3v18M3 12h18M9.5 5.5 12 3l2.5 2.5M9.5 18.5 12 21l2.5-2.5"/>'
        '<path d="M5.5 9.5 3 12l2.5 2.5M18.5 9.5 21 12l-2.5 2.5"/>'
    ),
    "ruler": '<path d="M3 8.5h18v7H3ZM6.5 8.5v3M10 8.5v3M13.5 8.5v3M17 8.5v3"/>',
    "square": '<path d="M4 20V4l16 16ZM8.5 15.5v-3l3 3Z"/>',
    "protractor": '<path d="M3 17a9 9 0 0 1 18 0ZM9 17a3 3 0 0 1 6 0M12 8v2.5M6 11l2 1.5M18 11l-2 1.5"/>',
    "compass": '<circle cx="12" cy="5" r="2"/><path d="M11.2 6.8 6 20M12.8 6.8 18 20M8.5 14a8 8 0 0 0 7 0"/>',
    "turnleft": '<path d="M5 5v5h5M5.5 10A7.5 7.5 0 1 1 5 14.5"/>',
    "turnright": '<path d="M19 5v5h-5M18.5 10A7.5 7.5 0 1 0 19 14.5"/>',
    "text": '<path d="M5 7V5h14v2M12 5v14M9.5 19h5"/>',
    "sigma": '<path d="M17 7V5H6.5l6 7-6 7H17v-2"/>',
    "root": '<path d="M3 13h2.5l3 6 4-14H21"/><path d="m14 10.5 5 6.5M19 10.5 14 17"/>',
    "curve": '<path d="M5 3v16h16"/><path d="M8 6c1.5 11 7 11 11-1"/>',
    "hand": (
        '<path d="M7 12V7a1.5 1.5 0 0 1 3 0V5a1.5 1.5 0 0 1 3 0v1a1.5 1.5 0 0 1 3 0v2a1.5 1.5 0 0 1 3 '
        '0v6a7 7 0 0 1-12.5 4.3L4 14.5a1.6 1.6 0 0 1 2.5-2Z"/>'
    ),
    "chat": '<path d="M4 5h16v11H11l-5 4v-4H4Z"/>',
    "phone": (
        '<path d="M6 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3a2 2 0 0 1-2 2A15.5 15.5 0 '
        '0 1 4 5.5a2 2 0 0 1 2-2Z"/>'
    ),
    "hang": '<path d="M3 14.5c5-5 13-5 18 0l-2 2.5-4-1.5v-2.3a10 10 0 0 0-6 0v2.3L5 17Z"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7"/>',
    "heart": '<path d="M12 20S4 15 4 9.5a4 4 0 0 1 8-1.2 4 4 0 0 1 8 1.2C20 15 12 20 12 20Z"/>',
    "smile": '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 14c2 2.300 5 2.300 7 0M9 9.5h.01M15 9.5h.01"/>',
    "x": '<path d="M6 6l12 12M18 6 6 18"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "more": '<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3.5"/>',
    "send": '<path d="M4 12 20 4.5 15 20l-3.5-6.5Z"/><path d="M11.5 13.5 20 4.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "back": '<path d="m14.5 5-7 7 7 7"/>',
    "next": '<path d="m9.5 5 7 7-7 7"/>',
    "home": '<path d="M4 11.5 12 4.5l8 7V20h-5.5v-5h-5v5H4Z"/>',
    "book": (
        '<path d="M12 6.5C9.5 4.8 6.5 4.5 3.5 5v14c3-.5 6-.2 8.5 1.5 2.5-1.7 5.5-2 '
        '8.5-1.5V5c-3-.5-6-.2-8.5 1.5Zm0 0v14"/>'
    ),
    "help": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .9-1 1.7M12 16.5h.01"/>'
    ),
    "sound": ('<path d="M4 9.5v5h3.5l5 4v-13l-5 4Z"/><path d="M16 9a4.5 4.5 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11"/>'),
    "pause": '<path d="M9 5.5v13M15 5.5v13"/>',
    "last": '<path d="M5 6.5 13 12l-8 5.5ZM18 6v12"/>',
    "shield": '<path d="M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6Z"/>',
    "users": (
        '<circle cx="9" cy="8.5" r="3.5"/>'
        '<path d="M3 19.5c.5-3.5 3-5.5 6-5.5s5.5 2 6 5.5M15.5 5.5a3.5 3.5 0 0 1 0 6M17.5 14.5c2 .7 3.2 '
        '2.4 3.5 5"/>'
    ),
    "flag": '<path d="M6 21V4.5h12l-2.5 4 2.5 4H6"/>',
    "down": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6Z"/><path d="M14 3.5V8h4.5M9 13h6M9 16.5h4"/>',
    "chart": '<path d="M4 20h16M7 16.5v-5M12 16.5V6M17 16.5v-8"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15ZM10 20.5h4"/>',
    "lock": '<path d="M6 10.5h12V20H6ZM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17-5-5-5-12 0-17Z"/>',
    "minus": '<path d="M5 12h14"/>',
    "swap": '<path d="M4 8.5h14l-3.5-3.5M20 15.5H6L9.5 19"/>',
    "eye": '<path d="M3 12c4.5-7 13.5-7 18 0-4.5 7-13.5 7-18 0Z"/><circle cx="12" cy="12" r="2.5"/>',
    "alert": '<path d="M12 4 2.5 20h19ZM12 10v4.5M12 17.2h.01"/>',
    "micoff": (
        '<path d="M9 9v2a3 3 0 0 0 4.5 2.6M15 11V6a3 3 0 0 0-5.7-1.3M5.5 11a6.5 6.5 0 0 0 10 5.5M18.5 '
        '11a6.4 6.4 0 0 1-.6 2.8M12 17.5V21M3 3l18 18"/>'
    ),
    "soundoff": '<path d="M4 9.5v5h3.5l5 4v-13l-5 4ZM16.5 9.5l5 5M21.5 9.5l-5 5"/>',
    "play": '<path d="M8 5v14l11-7Z"/>',
    "zoomin": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5M10.5 8v5M8 10.5h5"/>',
    "zoomout": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5M8 10.5h5"/>',
    "fit": '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
    "sun": (
        '<circle cx="12" cy="12" r="4"/>'
        '<path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 '
        '5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"/>'
    ),
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z"/>',
    "out": '<path d="M13 4H5v16h8M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5"/>',
    "user": '<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20c.7-4 3.8-6 7.5-6s6.8 2 7.5 6"/>',
    "mail": '<path d="M3.5 6h17v12.5h-17Z"/><path d="m4 7 8 6 8-6"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7Z"/>',
    "trash": '<path d="M5 7h14M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5M13.5 11v5"/>',
    "sliders": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "torch": '<path d="M8 3.5h8v3.5l-2.5 3.5V20h-3v-9.5L8 7ZM12 13v2.5"/>',
    "screen": '<path d="M3 5h18v11.5H3ZM9 20h6M12 16.5V20M9.5 10.5 12 8l2.5 2.5M12 8v5.5"/>',
    "raised": (
        '<path d="M8 12.5V6a1.4 1.4 0 0 1 2.8 0V4.400a1.4 1.4 0 0 1 2.8 0V6a1.4 1.4 0 0 1 2.8 0v7.5'
        'l1.2-2a1.4 1.4 0 0 1 2.5 1.300L17.5 18a6 6 0 0 1-5.300 3.300A5.5 5.5 0 0 1 8 16Z"/>'
    ),
    "network": '<path d="M4 15v4M9 12v7M14 8.5V19M19 5v14"/>',
    "nonet": '<path d="M4 15v4M9 12v7M14 14v5M19 5v8M3 3l18 18"/>',
    "refresh": ('<path d="M19.5 8A8.5 8.5 0 0 0 4 10.5M4 5v5.5h5.5M4.5 16A8.5 8.5 0 0 0 20 13.5M20 19v-5.5h-5.5"/>'),
    "spark": '<path d="M5 12h6M8 4.5l3.5 5M8 19.5l3.5-5" />',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "calendar": '<path d="M4 6h16v14H4ZM4 10.5h16M8.5 3.5V8M15.5 3.5V8"/>',
    "card": '<path d="M3.5 5.5h17v13h-17Z"/><path d="M6.5 9h4.5v4.5H6.5ZM14 9.5h3.5M14 13h3.5M6.5 16h11"/>',
    "link": (
        '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>'
    ),
    "star": '<path d="m12 4 2.5 5.3 5.8.7-4.3 4 1.2 5.8L12 17l-5.2 2.8L8 14l-4.3-4 5.8-.7Z"/>',
}
