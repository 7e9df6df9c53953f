"""Pictures: objects of school on 64, stroke 2.5, ink, one flat colour (`b`) and white (`w`). Drawings are ours."""

from collections.abc import Mapping

PICTURES: Mapping[str, str] = {
    "maths": (
        '<path class="b" d="M9 53V11l42 42Z"/><path class="w" d="M18 44V32l12 12Z"/>'
        '<path d="M17 53v-4M25 53v-6M33 53v-4M41 53v-4"/><path d="M36 20a20 20 0 0 1 18 17" />'
        '<path class="f" d="M36 20h.01M54 37h.01"/>'
    ),
    "francais": (
        '<g transform="rotate(38 32 32)">'
        '<path class="w" d="M32 55 21 35c-1-6 1-12 3-18h16c2 6 4 12 3 18Z"/>'
        '<path class="b" d="M23 17h18V7H23Z"/><path d="M32 55V37"/>'
        '<circle class="b" cx="32" cy="34" r="3.2"/></g><path d="M6 57c5-3 8-3 11 0"/>'
    ),
    "anglais": (
        '<path class="b" d="M6 10h34a4 4 0 0 1 4 4v17a4 4 0 0 1-4 4H22L12 44v-9H6a0 0 0 0 1 0 0Z"/>'
        '<path class="w" d="M30 42h-2v-7M30 27h24a4 4 0 0 1 4 4v15a4 4 0 0 1-4 4h-1v7l-8-7H32a4 4 0 0 '
        '1-4-4V31a4 4 0 0 1 4-4Z"/>'
        '<path d="M14 17v11M14 22.5h7M21 17v11M28 22v6M28 17.5h.01M36 36v5h5v-5M41 41c0 4-1.5 5-5 5M47 '
        '36h4M49 34v8.5"/>'
    ),
    "histoire": (
        '<circle class="b" cx="31" cy="27" r="18"/>'
        '<path class="w" d="M31 9c9 10 9 26 0 36-9-10-9-26 0-36Z"/>'
        '<path d="M13 27h36M17 16.5c9 4 19 4 28 0M17 37.5c9-4 19-4 28 0"/>'
        '<path d="M44 7a24.5 24.5 0 0 1-27 40.5M31 51v6M20 57h22"/>'
    ),
    "physique": (
        '<path class="w" d="M25 8v17L11 50c-2 3.5 0 7 4 7h34c4 0 6-3.5 4-7L39 25V8"/>'
        '<path class="b" d="M18.5 38h27L53 50c2 3.5 0 7-4 7H15c-4 0-6-3.5-4-7Z"/><path d="M21 8h22"/>'
        '<circle class="w" cx="27" cy="47" r="3"/><circle class="w" cx="37" cy="43.5" r="2"/>'
        '<circle class="w" cx="39.5" cy="50.5" r="2"/>'
    ),
    "svt": (
        '<path class="b" d="M32 34C14 36 8 24 8 11c15-1 25 7 24 23Z"/>'
        '<path class="w" d="M33 42c1-13 10-18 23-17 0 12-7 20-23 17Z"/>'
        '<path d="M8 11c8 6 17 13 24 23M33 58V42c6-6 12-11 23-17M32 34c.6 3 1 5 1 8"/>'
        '<path d="M20 58h26"/>'
    ),
    "espagnol": (
        '<path class="b" d="M8 9h46a4 4 0 0 1 4 4v26a4 4 0 0 1-4 4H30L17 55V43H8a0 0 0 0 1 0 0Z"/>'
        '<path d="M26 35V24M26 28.5c1.5-5 11-6.5 11 .5v6M25 18.5c3-3.5 7 2 12-1.5" class="t"/>'
    ),
    "techno": (
        '<path class="b" d="M17 17h30v30H17Z"/><path class="w" d="M26 26h12v12H26Z"/>'
        '<path d="M24 17V8M32 17V8M40 17V8M24 56v-9M32 56v-9M40 56v-9M17 24H8M17 32H8M17 40H8M56 '
        '24h-9M56 32h-9M56 40h-9"/>'
    ),
    "lire": (
        '<path class="w" d="M32 18C24 12 15 11 6 13v38c9-2 18-1 26 5 8-6 17-7 26-5V13c-9-2-18-1-26 '
        '5Z"/><path class="b" d="M32 18c8-6 17-7 26-5v38c-9-2-18-1-26 5Z"/>'
        '<path d="M13 22c4-.6 8 0 12 2M13 30c4-.6 8 0 12 2M13 38c4-.6 8 0 12 2M39 25c4-2 8-2.6 12-2M39 '
        '33c4-2 8-2.6 12-2"/>'
    ),
    "ecrire": (
        '<path d="M5 55h54M5 45h16"/><path class="b" d="m23 46 3-12L46 14l9 9-20 20Z"/>'
        '<path class="w" d="m46 14 4-4c1.5-1.5 4-1.5 5.5 0l3.5 3.5c1.5 1.5 1.5 4 0 5.5l-4 4ZM23 46l3-12 '
        '9 9Z"/>'
    ),
    "compter": (
        '<path d="M8 8v48M56 8v48M4 56h56"/><path d="M8 20h48M8 34h48M8 47h48"/><g class="b">'
        '<circle cx="17" cy="20" r="5.5"/><circle cx="28" cy="20" r="5.5"/>'
        '<circle cx="17" cy="34" r="5.5"/><circle cx="17" cy="47" r="5.5"/>'
        '<circle cx="28" cy="47" r="5.5"/><circle cx="39" cy="47" r="5.5"/></g><g class="w">'
        '<circle cx="47" cy="20" r="5.5"/><circle cx="36" cy="34" r="5.5"/>'
        '<circle cx="47" cy="34" r="5.5"/></g>'
    ),
    "autre": (
        '<path class="w" d="M8 10h48v34H34L22 56V44H8Z"/>'
        '<path class="t" d="M26 22a6.5 6.5 0 1 1 9 6c-2 .9-3 2-3 4"/><path class="f" d="M32 37.8h.01"/>'
    ),
    # -- animals: the faces of children ---------------------------------------------------------------
    "chat": (
        '<path class="b" d="M10 9l13 10h18L54 9v25c0 12-9 21-22 21S10 46 10 34Z"/>'
        '<ellipse class="w" cx="32" cy="44" rx="9" ry="7"/><path class="f" d="M22 32h.01M42 32h.01"/>'
        '<path class="k" d="M29.5 40.5h5L32 43.5Z"/><path d="M4 38l9 2M4 46l9-1M60 38l-9 2M60 46l-9-1"/>'
    ),
    "lapin": (
        '<path class="w" d="M24 30C14 20 14 5 20 5s9 10 9 22M40 30c10-10 10-25 4-25s-9 10-9 22"/>'
        '<circle class="b" cx="32" cy="41" r="16.5"/><path class="f" d="M26 38h.01M38 38h.01"/>'
        '<path class="k" d="M29.8 43h4.4L32 45.5Z"/><path class="w" d="M28.5 49.5h7v5h-7Z"/>'
    ),
    "ours": (
        '<circle class="b" cx="15" cy="17" r="8"/><circle class="b" cx="49" cy="17" r="8"/>'
        '<circle class="b" cx="32" cy="34" r="22"/><ellipse class="w" cx="32" cy="43" rx="9.5" ry="8"/>'
        '<path class="f" d="M23 31h.01M41 31h.01"/><path class="k" d="M28.5 39h7L32 43Z"/><path d="M32 43v4"/>'
    ),
    "hibou": (
        '<path class="b" d="M12 7c7 6 13 7 20 7s13-1 20-7v28c0 14-9 22-20 22S12 49 12 35Z"/>'
        '<circle class="w" cx="23.5" cy="28" r="8.5"/><circle class="w" cx="40.5" cy="28" r="8.5"/>'
        '<path class="f" d="M23.5 28h.01M40.5 28h.01"/><path class="k" d="M29 35h6l-3 6Z"/>'
        '<path d="M25 47l3 3 4-3 4 3 3-3"/>'
    ),
    "grenouille": (
        '<circle class="b" cx="17" cy="20" r="10"/><circle class="b" cx="47" cy="20" r="10"/>'
        '<ellipse class="b" cx="32" cy="38" rx="26" ry="18"/><circle class="w" cx="17" cy="20" r="5"/>'
        '<circle class="w" cx="47" cy="20" r="5"/><path class="f" d="M17 20h.01M47 20h.01M29 34h.01M35 34h.01"/>'
        '<path d="M16 42c9 8 23 8 32 0"/>'
    ),
    "souris": (
        '<circle class="b" cx="15" cy="20" r="11"/><circle class="b" cx="49" cy="20" r="11"/>'
        '<path class="w" d="M32 16c12 0 19 8 19 18 0 11-11 22-19 22S13 45 13 34c0-10 7-18 19-18Z"/>'
        '<path class="f" d="M25 34h.01M39 34h.01"/><path class="k" d="M29 45h6l-3 4Z"/>'
        '<path d="M8 44l10 1M10 52l9-3M56 44l-10 1M54 52l-9-3"/>'
    ),
    "tortue": (
        '<path class="w" d="M14 42v10h9V42M39 42v10h9V42M50 36c0-6 2-10 6-10s5 4 5 7-3 9-9 9Z"/>'
        '<path class="b" d="M7 42c0-16 10-27 23-27s23 11 23 27Z"/><path d="M30 15v12M30 27l-10 5v10M30 27l10 5v10"/>'
        '<path class="f" d="M56.5 32h.01"/>'
    ),
    "papillon": (
        '<path class="b" d="M32 33C27 14 8 6 6 19c-1 11 11 16 26 14ZM32 33c5-19 24-27 26-14 1 11-11 16-26 14Z"/>'
        '<path class="w" d="M32 33c-13 0-20 6-18 14 2 9 15 7 18-14ZM32 33c13 0 20 6 18 14-2 9-15 7-18-14Z"/>'
        '<path d="M32 22v30M32 22c-1-6-4-9-8-11M32 22c1-6 4-9 8-11"/>'
    ),
    "escargot": (
        '<path class="w" d="M4 50h34c7 0 9-4 9-12V26h10v20c0 7-4 10-10 10H10c-4 0-6-3-6-6Z"/>'
        '<circle class="b" cx="25" cy="31" r="19"/><path d="M25 42a11 11 0 1 1 11-11 7 7 0 1 1-7-7"/>'
        '<path d="M50 26l-4-9M54 26l4-9"/><path class="f" d="M52 33h.01"/>'
    ),
    "canard": (
        '<path class="w" d="M15 18H4c0 6 4 9 12 8Z"/>'
        '<path class="b" d="M17 29c-8 15 2 27 19 27 15 0 23-9 23-25-8 6-16 5-22-2Z"/>'
        '<circle class="b" cx="26" cy="20" r="12.5"/><path class="f" d="M23 17h.01"/>'
        '<path d="M31 42c5 6 13 5 17-1"/>'
    ),
    "coccinelle": (
        '<path class="w" d="M19 22a13 13 0 0 1 26 0Z"/><circle class="b" cx="32" cy="37" r="20"/>'
        '<path d="M32 17v40M25 10l-5-6M39 10l5-6"/><circle class="k" cx="22.5" cy="31" r="3"/>'
        '<circle class="k" cx="41.5" cy="31" r="3"/><circle class="k" cx="24" cy="45" r="3"/>'
        '<circle class="k" cx="40" cy="45" r="3"/>'
    ),
    "renard": (
        '<path class="b" d="M8 10l14 9h20l14-9-2 26-22 20L10 36Z"/>'
        '<path class="w" d="M10 36c8-3 16 0 22 20C38 36 46 33 54 36L32 56Z"/>'
        '<path d="M22 32h.01M42 32h.01" class="f"/><path d="M29 51.5h6L32 56Z" class="k"/>'
    ),
    "allemand": (
        '<path class="b" d="M56 9H10a4 4 0 0 0-4 4v26a4 4 0 0 0 4 4h24l13 12V43h9Z"/>'
        '<path class="t" d="M26 37V21c0-9 13-9 13-2 0 4-5 4-5 6.5s7 3 7 7-5 5-9 3"/>'
    ),
    "italien": (
        '<path class="b" d="M8 9h46a4 4 0 0 1 4 4v26a4 4 0 0 1-4 4H30L17 55V43H8Z"/>'
        '<path class="t" d="M27 29h13c0-10-13.5-10-13.5 0 0 8 9.5 9 13 4.5M30 14l5 3.5"/>'
    ),
    "portugais": (
        '<path class="b" d="M56 9H10a4 4 0 0 0-4 4v26a4 4 0 0 0 4 4h24l13 12V43h9Z"/>'
        '<path class="t" d="M38 22v14M38 29c0-9-12.5-9-12.5 0s12.5 9 12.5 0M25.5 16c3-3.5 7 2 '
        '12.5-1.5"/>'
    ),
    "arabe": (
        '<path class="b" d="M56 9H10a4 4 0 0 0-4 4v26a4 4 0 0 0 4 4h24l13 12V43h9Z"/>'
        '<path class="t" d="M36 15c-4-3-9-1-9 3 0 3 3.5 4.5 9 4-9 0-13 5-11 9.5 1.5 4.5 8 6.5 15 4"/>'
    ),
    "chinois": (
        '<path class="b" d="M8 9h46a4 4 0 0 1 4 4v26a4 4 0 0 1-4 4H30L17 55V43H8Z"/>'
        '<path class="t" d="M23 19h19v10.5H23ZM32.5 13.5V38"/>'
    ),
    "langues": (
        '<path class="b" d="M6 8h34a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H24l-11 9v-9H6Z"/>'
        '<path class="w" d="M58 24H32a4 4 0 0 0-4 4v16a4 4 0 0 0 4 4h12l9 8v-8h5Z"/>'
        '<path d="M14 17h20M14 25h8M36 33h15M36 40h9"/>'
    ),
    "monde": (
        '<path class="t" d="M41 41l15 15"/><circle class="w" cx="27" cy="27" r="20"/>'
        '<circle class="b" cx="27" cy="27" r="7.5"/>'
        '<path d="M27 12v3M27 39v3M12 27h3M39 27h3M16.5 16.5l2 2M35.5 35.5l2 2M37.5 16.5l-2 2M18.5 '
        '35.5l-2 2"/>'
    ),
    "emc": (
        '<path class="w" d="M21 7h22v26H21Z"/><path class="b" d="M9 31h46v26H9Z"/>'
        '<path d="M27 15h10M27 22h6M5 31h54M22 41h20"/>'
    ),
    "ampoule": (
        '<path class="b" d="M32 5a18.5 18.5 0 0 0-9.5 34.5V47h19v-7.5A18.5 18.5 0 0 0 32 5Z"/>'
        '<path class="w" d="M24 47h16v6.5a3 3 0 0 1-3 3H27a3 3 0 0 1-3-3Z"/>'
        '<path d="M26 28l6 6 6-6M32 34v13"/>'
    ),
    "latin": (
        '<path class="b" d="M9 17 32 6l23 11v5H9Z"/><path class="w" d="M15 22h34v28H15Z"/>'
        '<path d="M23.5 22v28M32 22v28M40.5 22v28"/><path class="b" d="M9 50h46v7H9Z"/>'
    ),
    "arts": (
        '<path class="w" d="M32 9C17 9 7 19 7 31.5 7 45 18 55 31 55c5 0 6.5-3.5 5-8-1.5-5 2-8 7-8h6c5 0 '
        '8-3 8-8C57 18 46 9 32 9Z"/><circle class="b" cx="19" cy="28" r="4.5"/>'
        '<circle class="b" cx="30" cy="19" r="4.5"/><circle class="b" cx="43.5" cy="22.5" r="4.5"/>'
        '<circle class="b" cx="20" cy="41" r="4.5"/>'
    ),
    "musique": (
        '<path d="M24 48V14l30-6v34M24 24l30-6"/><circle class="b" cx="16.5" cy="48" r="7.5"/>'
        '<circle class="b" cx="46.5" cy="42" r="7.5"/>'
    ),
    "tableau": (
        '<path class="b" d="M7 12h50v42H7Z"/><path class="w" d="M15 20h34v26H15Z"/>'
        '<path d="M15 41l10-10 8 8 6-5 10 8M24 12l8-7 8 7"/><circle class="b" cx="40" cy="27" r="3"/>'
    ),
    "economie": (
        '<path class="b" d="M8 44h12v13H8ZM26 35h12v22H26ZM44 24h12v33H44Z"/>'
        '<path d="M4 57h56M8 32l16-12 9 5L54 8M44 7.5h10.5V18"/>'
    ),
    "telephone": (
        '<path class="w" d="M21 5h22a4 4 0 0 1 4 4v46a4 4 0 0 1-4 4H21a4 4 0 0 1-4-4V9a4 4 0 0 1 '
        '4-4Z"/><path class="b" d="M17 13h30v33H17Z"/>'
        '<path d="M30 52.5h4M23.5 29a12 12 0 0 1 17 0M27.5 34a6.5 6.5 0 0 1 9 0"/>'
        '<path class="f" d="M32 39h.01"/>'
    ),
    "atome": (
        '<ellipse cx="32" cy="32" rx="27" ry="10.5"/>'
        '<ellipse cx="32" cy="32" rx="27" ry="10.5" transform="rotate(60 32 32)"/>'
        '<ellipse cx="32" cy="32" rx="27" ry="10.5" transform="rotate(120 32 32)"/>'
        '<circle class="b" cx="32" cy="32" r="6.5"/>'
        '<path class="f" d="M45.5 55.4h.01M5 32h.01M45.5 8.6h.01"/>'
    ),
    "philosophie": (
        '<path class="b" d="M20 58V46C11 42 7.5 33 10 24.5 13 13.5 23 7 34 8c12 1 20 10 19 21.5l4.5 '
        '9H52v7c0 2.5-2 4-4.5 4H42v8.5Z"/>'
        '<path class="t" d="M25.5 23.5a6.5 6.5 0 1 1 9 6c-2 .9-3 2-3 4"/>'
        '<path class="f" d="M31.5 39.5h.01"/>'
    ),
    "code": (
        '<path class="w" d="M6 10h52v44H6Z"/><path class="b" d="M6 10h52v11H6Z"/>'
        '<path d="M22 30l-7 7 7 7M42 30l7 7-7 7M35.5 28l-7 18"/>'
        '<path class="f" d="M13 15.5h.01M20 15.5h.01"/>'
    ),
    "engrenage": (
        '<path class="b" d="M27.2 12.1 27.4 5.4 36.6 5.4 36.8 12.1 42.7 14.5 47.6 10 54 16.4 49.5 21.3 5'
        "1.9 27.2 58.6 27.4 58.6 36.6 51.9 36.8 49.5 42.7 54 47.6 47.6 54 42.7 49.5 36.8 51.9 36.6 58.6 "
        "27.4 58.6 27.2 51.9 21.3 49.5 16.4 54 10 47.6 14.5 42.7 12.1 36.8 5.4 36.6 5.4 27.4 12.1 27.2 1"
        '4.5 21.3 10 16.4 16.4 10 21.3 14.5Z"/><circle class="w" cx="32" cy="32" r="8.5"/>'
    ),
    "carte": (
        '<path class="w" d="M6 15l17-6v41L6 56Z"/><path class="b" d="M23 9l18 6v41l-18-6Z"/>'
        '<path class="w" d="M41 15l17-6v41l-17 6Z"/>'
        '<path d="M12 44c5-8 9 1 14-6s6-3 9-9" stroke-dasharray=".1 5"/>'
        '<path class="k" d="M47 33c-5-6-6-9-6-12a6 6 0 0 1 12 0c0 3-1 6-6 12Z"/>'
    ),
    "livres": (
        '<path class="b" d="M8 10h14v46H8Z"/><path class="w" d="M22 16h12v40H22Z"/>'
        '<path class="b" d="m36 18 12-4 11 38-12 4Z"/>'
        '<path d="M8 19h14M8 47h14M26 24h4M26 30h4M39 27.5l12-4M45 47l12-4"/>'
    ),
    "masques": (
        '<path class="w" d="M6 11c9 3 20 3 29 0v14c0 11-7 18-14.5 21C13 43 6 36 6 25Z"/>'
        '<path class="b" d="M29 24c9 3 20 3 29 0v14c0 11-7 17-14.5 20C36 55 29 49 29 38Z"/>'
        '<path d="M13 22c2-2 4-2 6 0M15 36c1.5-3 4-4.5 7-4.5M36 35c2-2 4-2 6 0M47 35c2-2 4-2 6 0M37 '
        '44c4 5 10 5 13 0"/>'
    ),
    "ble": (
        '<path d="M32 59V20"/>'
        '<path class="b" d="M32 20c-5-4-5-10 0-15 5 5 5 11 0 15ZM32 32c-8 0-12-4-12-11 7 0 12 4 12 '
        "11ZM32 32c8 0 12-4 12-11-7 0-12 4-12 11ZM32 46c-8 0-12-4-12-11 7 0 12 4 12 11ZM32 46c8 0 12-4 "
        '12-11-7 0-12 4-12 11Z"/><path d="M22 59h20"/>'
    ),
    "ballon": (
        '<circle class="b" cx="32" cy="32" r="24"/>'
        '<path d="M8 32h48M32 8v48M15.5 15c9 10 9 24 0 34M48.5 15c-9 10-9 24 0 34"/>'
    ),
    "courbe": (
        '<path class="w" d="M8 8h48v48H8Z"/><path class="b" d="M32 32C36 16 40 13 45 13s8 8 11 19Z"/>'
        '<path d="M32 8v48M8 32h48M8 32c3 11 6 19 11 19s9-3 13-19 8-19 13-19 8 8 11 19"/>'
    ),
    "de": (
        '<path class="w" d="M32 6 55 18v27L32 58 9 45V18Z"/>'
        '<path class="b" d="M32 6 55 18 32 31 9 18Z"/><path d="M32 31v27"/>'
        '<path class="f" d="M32 18.5h.01M18 31h.01M24 45h.01M41 36h.01M46 40h.01"/>'
    ),
    "balance": (
        '<path d="M32 8v47M20 57h24M11 17c8-4 14 2 21 0s13-4 21 0"/>'
        '<path class="b" d="M3 37l8.5-20L20 37c0 6.5-17 6.5-17 0ZM44 37l8.5-20L61 37c0 6.5-17 6.5-17 '
        '0Z"/><path d="M3 37h17M44 37h17"/>'
    ),
    "calculette": (
        '<path class="b" d="M17 6h30a3 3 0 0 1 3 3v46a3 3 0 0 1-3 3H17a3 3 0 0 1-3-3V9a3 3 0 0 1 '
        '3-3Z"/><path class="w" d="M21 13h22v11H21Z"/>'
        '<path class="f" d="M23 33h.01M32 33h.01M41 33h.01M23 42h.01M32 42h.01M41 42h.01M23 51h.01M32 '
        '51h.01M41 51h.01"/>'
    ),
    "coeur": (
        '<path class="b" d="M32 56C14 44 6 33 7.5 22 9.5 10 25 7 32 19 39 7 54.5 10 56.5 22 58 33 50 44 '
        '32 56Z"/><path d="M8.5 33H21l5-9 8 18 5-9h16.5"/>'
    ),
    "eolienne": (
        '<path class="w" d="M30.5 28h3L36 58h-8Z"/>'
        '<path class="b" d="M32 25C27 18 27 10 32 4c5 6 5 14 0 21ZM32 25c9-.5 15 3.5 18 10.5-8 '
        '1.5-14-2-18-10.5ZM32 25c-9-.5-15 3.5-18 10.5 8 1.5 14-2 18-10.5Z"/>'
        '<circle class="w" cx="32" cy="25.5" r="3"/><path d="M18 58h28"/>'
    ),
    "eprouvettes": (
        '<path class="w" d="M15 7h11v42a5.5 5.5 0 0 1-11 0Z"/>'
        '<path class="b" d="M15 30h11v19a5.5 5.5 0 0 1-11 0Z"/>'
        '<path class="w" d="M38 7h11v42a5.5 5.5 0 0 1-11 0Z"/>'
        '<path class="b" d="M38 20h11v29a5.5 5.5 0 0 1-11 0Z"/>'
        '<path d="M12 7h17M35 7h17M6 40h9M26 40h12M49 40h9"/>'
    ),
    "boutique": (
        '<path class="w" d="M11 30h42v27H11Z"/>'
        '<path class="b" d="M12 8h40l6 16c0 8-10.5 8-13 1-2.5 7-10.5 7-13 0-2.5 7-10.5 7-13 0-2.5 7-13 '
        '7-13-1Z"/><path class="b" d="M35 38h11v19H35Z"/><path d="M18 38h10v9H18Z"/>'
    ),
    "secours": (
        '<path d="M22 18v-8h20v8"/>'
        '<path class="w" d="M9 18h46a3 3 0 0 1 3 3v31a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3V21a3 3 0 0 1 '
        '3-3Z"/><path class="b" d="M28 26h8v7h7v8h-7v7h-8v-7h-7v-8h7Z"/>'
    ),
    "methode": (
        '<path class="w" d="M12 9h40v49H12Z"/><path class="b" d="M22 5h20v9H22Z"/>'
        '<path d="M19 25l3 3 5-6M34 25h11M19 37l3 3 5-6M34 37h11M20 49h6M34 49h11"/>'
    ),
    "soleil": (
        '<circle class="b" cx="32" cy="32" r="13"/>'
        '<path class="t" d="M32 6v6M32 52v6M6 32h6M52 32h6M13.5 13.5l4.5 4.5M46 46l4.5 4.5M50.5 13.5 46 '
        '18M18 46l-4.5 4.5"/>'
    ),
    "maison": (
        '<path class="w" d="M13 29h38v28H13Z"/><path class="b" d="M5 31 32 8l27 23Z"/>'
        '<path class="b" d="M27 40h10v17H27Z"/>'
    ),
    "bateau": (
        '<path class="b" d="M32 6v34H8Z"/><path class="w" d="M37 14v26h17Z"/>'
        '<path class="b" d="M6 46h52c-2 7-6 11-12 11H18c-6 0-10-4-12-11Z"/><path d="M32 6v40"/>'
    ),
    "arbre": (
        '<path class="w" d="M27 36h10v22H27Z"/>'
        '<path class="b" d="M32 5c10 0 15 6 15 13 7 3 8 20-7 21H24C9 38 10 21 17 18 17 11 22 5 32 5Z"/>'
        '<path d="M18 58h28M32 36l6-7"/>'
    ),
    "pomme": (
        '<path class="b" d="M32 20C22 12 8 18 9 33c1 14 10 25 17 24 3 0 4-1.5 6-1.5s3 1.5 6 1.5c7 1 '
        '16-10 17-24 1-15-13-21-23-13Z"/><path d="M32 20c0-6 2-10 6-13"/>'
        '<path class="w" d="M38 14c4-5 9-5 13-3-3 5-8 6-13 3Z"/>'
    ),
    "poisson": (
        '<path class="b" d="M6 32c10-16 28-18 40-4l12-9c-3 8-3 18 0 26l-12-9C34 50 16 48 6 32Z"/>'
        '<path class="w" d="M24 19.5c5 8 5 17 0 25C15 43 9 37 6 32c3-5 9-11 18-12.5Z"/>'
        '<path class="f" d="M16 29h.01"/>'
    ),
    "etoile": '<path class="b" d="m32 6 8 17 18 2.5-13 13L48 57l-16-9-16 9 3-18.5-13-13L24 23Z"/>',
    "fleur": (
        '<path d="M32 38v20"/><path class="w" d="M32 52c-8 0-12-4-13-10 8 0 13 4 13 10Z"/><g class="b">'
        '<circle cx="32" cy="12" r="7.5"/><circle cx="43" cy="20" r="7.5"/>'
        '<circle cx="39" cy="33" r="7.5"/><circle cx="25" cy="33" r="7.5"/>'
        '<circle cx="21" cy="20" r="7.5"/></g><circle class="w" cx="32" cy="23.5" r="6.5"/>'
    ),
    "cle": (
        '<path class="b" d="M20 8a13 13 0 0 1 11.5 19L56 51v6h-9v-6h-6v-6h-6L27.5 33.5A13 13 0 1 1 20 '
        '8Z"/><circle class="w" cx="19" cy="20" r="4.5"/>'
    ),
    "parapluie": (
        '<path class="b" d="M6 33C6 18 17 8 32 8s26 10 26 25c-4-4-9-4-13 0-4-4-9-4-13 0-4-4-9-4-13 '
        '0-4-4-9-4-13 0Z"/>'
        '<path d="M32 4v4M32 33v18c0 8-12 8-12 0M32 8c-8 6-13 14-13 25M32 8c8 6 13 14 13 25"/>'
    ),
    "signes": (
        '<path class="b" d="M23 58C16 51 10 42 8 35c3-3 7-1 9 3l4 6V17c0-5 6.5-5 6.5 0v15V10c0-5 6.5-5 '
        '6.5 0v22V12c0-5 6.5-5 6.5 0v21V19c0-5 6.5-5 6.5 0v22c0 8-3 12-6 17Z"/><path d="M52 10l4-4M55 '
        '18h5M54 26l4 3"/>'
    ),
    "russe": (
        '<path class="b" d="M8 9h46a4 4 0 0 1 4 4v26a4 4 0 0 1-4 4H30L17 55V43H8Z"/><path class="t" '
        'd="M38 37V15h-6c-8.5 0-8.5 11.5 0 11.5h6M32 26.5 25 37"/>'
    ),
    "japonais": (
        '<path class="b" d="M56 9H10a4 4 0 0 0-4 4v26a4 4 0 0 0 4 4h24l13 12V43h9Z"/><path class="t" '
        'd="M32 16c-1 11-4.5 18-7.5 17-4-1.3-3-11 3.5-14.5 7-3.7 14 .5 13 8.5-.7 5-4 8-9 8.5"/>'
    ),
    "hebreu": (
        '<path class="b" d="M8 9h46a4 4 0 0 1 4 4v26a4 4 0 0 1-4 4H30L17 55V43H8Z"/><path class="t" '
        'd="M25 16l15 20M39 15c.5 6-1 8-5 11M28 21c-3.5 5-3.5 9-2.5 15"/>'
    ),
    "region": (
        '<path class="b" d="M56 9H10a4 4 0 0 0-4 4v26a4 4 0 0 0 4 4h24l13 12V43h9Z"/><path class="w" '
        'd="M31 37c-6-7-8-10-8-14a8 8 0 0 1 16 0c0 4-2 7-8 14Z"/><path class="f" d="M31 23h.01"/>'
    ),
    "danse": (
        '<path class="b" d="M7 45c10 0 15-4 21-12 4-6 12-8 18-4 8 5 11 13 11 20H22C14 49 7 49 7 '
        '45Z"/><path d="M29 32c5 5 12 5 18-2M36 26c-6-6-6-14 2-19M45 28c6-6 7-14 2-20"/>'
    ),
    "cinema": (
        '<path class="w" d="M8 25h48v32H8Z"/><path class="b" d="M8 25 6 15.5 53 5l2 9.5Z"/><path d="M16 '
        '13.5l7 8M29 10.5l7 8M42 7.5l7 8M17 35h30M17 45h18"/>'
    ),
    "cirque": (
        '<path class="w" d="M11 33h42v24H11Z"/><path class="b" d="M32 11 58 30c-3 7-10 7-13 1-3 7-10 '
        '7-13 0-3 7-10 7-13 0-3 6-10 6-13-1Z"/><path d="M32 11V4l8 2.5-8 2.5M26 57V47c0-7 12-7 12 '
        '0v10"/>'
    ),
    "cloche": (
        '<path class="b" d="M9 44c0-15 10-25 23-25s23 10 23 25Z"/><circle class="w" cx="32" cy="14.5" '
        'r="4.5"/><path class="w" d="M5 44h54v5a5 5 0 0 1-5 5H10a5 5 0 0 1-5-5Z"/><path d="M17 '
        '37c1.5-5.5 5-9 10-10"/>'
    ),
    "pain": (
        '<path class="b" d="M7 25c0-8.5 10-13 25-13s25 4.5 25 13c0 4-2 6.5-5 '
        '7.5V54H12V32.5c-3-1-5-3.5-5-7.5Z"/><path d="M20 24l5 6.5M31 22l5 6.5M42 23l4 6"/>'
    ),
    "mur": (
        '<path class="b" d="M6 30h52v27H6Z"/><path d="M6 39h52M6 48h52M21 30v9M43 30v9M32 39v9M13 '
        '39v9M51 39v9M21 48v9M43 48v9M34 15l9 3.5h9"/><path class="w" d="M11 7l25 7.5L22 24Z"/>'
    ),
    "scie": (
        '<path class="w" d="m22 22 36 18v9l-4.5-4-2.5 3.5-4.5-5-2.5 3.5-4.5-5-2.5 3.5-4.5-5-2.5 '
        '3.5-6-6Z"/><path class="b" d="M6 13h15a4 4 0 0 1 4 4v16l-7 5H9a3 3 0 0 1-3-3Z"/><path '
        'class="w" d="M12 20h7v9h-7Z"/>'
    ),
    "eclair": ('<path class="b" d="M37 4 11 37h17l-5 23 29-36H34Z"/>'),
    "voiture": (
        '<path class="b" d="M5 35l7-3 7-13h25l8 13 7 3v13H5Z"/><path class="w" d="M22 24h9v8H18ZM35 '
        '24h7l5 8H35Z"/><circle class="w" cx="18" cy="48" r="6.5"/><circle class="w" cx="46" cy="48" '
        'r="6.5"/>'
    ),
    "avion": ('<path class="b" d="M28 11c0-8 8-8 8 0v13l22 13v7l-22-6v12l6 4v5l-10-3-10 3v-5l6-4V38L6 44v-7l22-13Z"/>'),
    "ciseaux": (
        '<path d="M21 42 44 7M43 42 20 7"/><circle class="b" cx="16" cy="49" r="8"/><circle class="b" '
        'cx="48" cy="49" r="8"/><path class="f" d="M32 25.5h.01"/>'
    ),
    "imprimante": (
        '<path class="w" d="M18 6h28v19H18Z"/><path class="b" d="M8 24h48v23H8Z"/><path class="w" '
        'd="M18 38h28v20H18Z"/><path d="M25 45h14M25 51h14"/><path class="f" d="M49 31h.01"/>'
    ),
    "bobine": (
        '<path class="b" d="M19 15h26v34H19Z"/><path class="w" d="M13 7h38v8H13ZM13 49h38v8H13Z"/><path '
        'd="M19 25l26-4M19 33l26-4M19 41l26-4M45 43c8 0 10 6 13 2"/>'
    ),
    "bouclier": (
        '<path class="b" d="M32 6 10 14v16c0 14 9 23 22 28 13-5 22-14 22-28V14Z"/><path class="t" '
        'd="M22 32l7.5 7.5L43 25"/>'
    ),
    "tracteur": (
        '<path class="w" d="M13 32V9h21l3 19h19v14H30Z"/><path class="w" d="M18 14h12l2 14H18Z"/><path '
        'd="M49 28V17"/><circle class="b" cx="19" cy="43" r="14"/><circle class="w" cx="19" cy="43" '
        'r="5"/><circle class="b" cx="49" cy="49" r="8"/>'
    ),
    "outils": ('<path class="w" d="M24 24h9v34h-9Z"/><path class="b" d="M9 9h28c6 0 11 4 13 11-6-2-9-1-13 4H9Z"/>'),
    "classeur": (
        '<path class="w" d="M14 8h34v18H14Z"/><path class="b" d="M6 17h18l6 7h28v33H6Z"/><path d="M20 14h22M6 34h52"/>'
    ),
    "microscope": (
        '<path d="M10 58h44M18 58c20 2 31-6 31-17 0-8-5-13-11-14"/><path class="b" d="m18 10 11-5 11 '
        '25-11 5Z"/><path class="w" d="M12 44h22v6H12ZM31 35l5-2 2 5-5 2Z"/>'
    ),
    "compas": (
        '<path d="M30 19 15 57M34 19l15 38M20 43c8 5.5 16 5.5 24 0M32 7V3"/><circle class="b" cx="32" cy="14" r="7.5"/>'
    ),
}

FAMILY: Mapping[str, str] = {
    "maths": "maths",
    "francais": "francais",
    "anglais": "anglais",
    "histoire": "histoire",
    "physique": "physique",
    "svt": "svt",
    "espagnol": "espagnol",
    "techno": "techno",
    "lire": "francais",
    "ecrire": "physique",
    "compter": "maths",
    "autre": "svt",
    "renard": "espagnol",
    "chat": "arts",
    "lapin": "physique",
    "ours": "histoire",
    "hibou": "maths",
    "grenouille": "svt",
    "souris": "anglais",
    "tortue": "techno",
    "papillon": "physique",
    "escargot": "societe",
    "canard": "maths",
    "coccinelle": "francais",
    "allemand": "societe",
    "italien": "svt",
    "portugais": "francais",
    "arabe": "techno",
    "chinois": "arts",
    "langues": "anglais",
    "monde": "svt",
    "emc": "societe",
    "ampoule": "maths",
    "latin": "histoire",
    "arts": "arts",
    "musique": "physique",
    "tableau": "arts",
    "economie": "societe",
    "telephone": "anglais",
    "atome": "techno",
    "philosophie": "physique",
    "code": "techno",
    "engrenage": "histoire",
    "carte": "societe",
    "livres": "francais",
    "masques": "arts",
    "ble": "svt",
    "ballon": "espagnol",
    "courbe": "maths",
    "de": "maths",
    "balance": "societe",
    "calculette": "espagnol",
    "coeur": "francais",
    "eolienne": "anglais",
    "eprouvettes": "physique",
    "boutique": "espagnol",
    "secours": "francais",
    "methode": "techno",
    "soleil": "maths",
    "maison": "francais",
    "bateau": "anglais",
    "arbre": "svt",
    "pomme": "francais",
    "poisson": "techno",
    "etoile": "maths",
    "fleur": "arts",
    "cle": "histoire",
    "parapluie": "physique",
    "signes": "anglais",
    "russe": "physique",
    "japonais": "espagnol",
    "hebreu": "maths",
    "region": "svt",
    "danse": "arts",
    "cinema": "societe",
    "cirque": "espagnol",
    "cloche": "maths",
    "pain": "histoire",
    "mur": "espagnol",
    "scie": "histoire",
    "eclair": "maths",
    "voiture": "anglais",
    "avion": "techno",
    "ciseaux": "arts",
    "imprimante": "physique",
    "bobine": "arts",
    "bouclier": "techno",
    "tracteur": "svt",
    "outils": "espagnol",
    "classeur": "societe",
    "microscope": "physique",
    "compas": "arts",
}
"""The colour a picture lies on: one of the `--maths … --societe` of tokens.css."""

OF_SUBJECT: Mapping[str, str] = {
    "FRA": "francais",
    "MAT": "maths",
    "QLM": "monde",
    "HG": "histoire",
    "EMC": "emc",
    "ST": "ampoule",
    "SVT": "svt",
    "PC": "physique",
    "TECH": "techno",
    "LV": "langues",
    "LV1": "langues",
    "LV2": "langues",
    "LVC": "langues",
    "ANG": "anglais",
    "ALL": "allemand",
    "ESP": "espagnol",
    "ITA": "italien",
    "POR": "portugais",
    "ARA": "arabe",
    "CHI": "chinois",
    "LCA": "latin",
    "LAT": "latin",
    "GRE": "latin",
    "ARTS": "arts",
    "MUS": "musique",
    "HDA": "tableau",
    "SES": "economie",
    "SNT": "telephone",
    "ES": "atome",
    "PHI": "philosophie",
    "NSI": "code",
    "SI": "engrenage",
    "HGGSP": "carte",
    "HLP": "livres",
    "LLCER": "langues",
    "LLCA": "latin",
    "ARTSPE": "masques",
    "BIOECO": "ble",
    "EPPCS": "ballon",
    "MEXP": "courbe",
    "MCOMP": "de",
    "DGEMC": "balance",
    "STMG": "calculette",
    "ST2S": "coeur",
    "STI2D": "eolienne",
    "STL": "eprouvettes",
    "ECOGP": "boutique",
    "PSE": "secours",
    "METH": "methode",
    "LIRE": "lire",
    "ECRIRE": "ecrire",
    "COMPTER": "compter",
    "AUTRE": "autre",
    "LVX": "langues",
    "LSF": "signes",
    "RUS": "russe",
    "JAP": "japonais",
    "HEB": "hebreu",
    "OCC": "region",
    "BRE": "region",
    "COR": "region",
    "BAS": "region",
    "CAT": "region",
    "CRE": "region",
    "ALS": "region",
    "MANGES": "calculette",
    "SANSOC": "coeur",
    "BIOTEC": "microscope",
    "SCILAB": "eprouvettes",
    "CIT": "ampoule",
    "CCD": "compas",
    "EATDD": "ble",
    "LLCER-ANG": "anglais",
    "LLCER-AMC": "anglais",
    "LLCER-ESP": "espagnol",
    "LLCER-ALL": "allemand",
    "LLCER-ITA": "italien",
    "LLCER-POR": "portugais",
    "LLCER-REG": "region",
    "LLCA-LAT": "latin",
    "LLCA-GRE": "latin",
    "ART-CIN": "cinema",
    "ART-DAN": "danse",
    "ART-MUS": "musique",
    "ART-THE": "masques",
    "ART-CIR": "cirque",
    "PRO-VEN": "boutique",
    "PRO-GES": "classeur",
    "PRO-SAN": "coeur",
    "PRO-HOT": "cloche",
    "PRO-ALI": "pain",
    "PRO-BAT": "mur",
    "PRO-BOI": "scie",
    "PRO-ELE": "eclair",
    "PRO-VEH": "voiture",
    "PRO-IND": "engrenage",
    "PRO-AER": "avion",
    "PRO-BEA": "ciseaux",
    "PRO-COM": "imprimante",
    "PRO-ART": "bobine",
    "PRO-SEC": "bouclier",
    "PRO-AGR": "tracteur",
    "PRO-AUT": "outils",
    "2I2D": "eolienne",
    "DROECO": "balance",
    "MGT": "classeur",
    "SGN": "calculette",
    "MSGN": "calculette",
    "STSS": "coeur",
    "BPH": "microscope",
    "PCS": "physique",
    "CBPH": "microscope",
    "IT": "ampoule",
    "I2D": "eolienne",
    "PCM": "physique",
    "BIOBIO": "microscope",
    "BBB": "microscope",
    "SPCL": "eprouvettes",
    "DMA": "compas",
    "OLN": "code",
    "AMD": "compas",
    "CCDMA": "compas",
    "STCS": "cloche",
    "ESAE": "ble",
    "STCSESAE": "cloche",
    "EGH": "cloche",
    "CSART": "danse",
    "PRART": "masques",
    "EDESV": "balance",
    "GRA": "ble",
    "TERSOC": "carte",
    "TECHNAG": "tracteur",
    "TERTEC": "carte",
    "ECOGES": "boutique",
    "ECODRO": "balance",
    "AACA": "compas",
}
"""A subject's picture, by the subject's code."""

SIGN_IN: Mapping[str, str] = {
    "cloche": "la cloche",
    "soleil": "le soleil",
    "maison": "la maison",
    "bateau": "le bateau",
    "arbre": "l’arbre",
    "pomme": "la pomme",
    "poisson": "le poisson",
    "etoile": "l’étoile",
    "fleur": "la fleur",
    "cle": "la clé",
    "ballon": "le ballon",
    "parapluie": "le parapluie",
}
"""The pictures a young pupil signs in with, and how each is said aloud."""

FACES = (
    "canard", "chat", "renard", "lapin", "ours", "hibou",
    "grenouille", "souris", "tortue", "papillon", "escargot", "coccinelle",
)  # fmt: skip
"""The pictures that stand for a child; none of `SIGN_IN`, or a face would help to guess a secret."""


def face_of(number: int) -> str:
    """The picture that stands for the pupil of this number, always and everywhere the same."""
    return FACES[number % len(FACES)]


def picture_of(name: str) -> str:
    """A picture's name from a picture's name or a subject's code (in any case); « autre » when there is none."""
    if name in PICTURES:
        return name
    return OF_SUBJECT.get(name.upper(), "autre")


def family_of(name: str) -> str:
    """The colour family of a picture or a subject's code."""
    return FAMILY[picture_of(name)]
