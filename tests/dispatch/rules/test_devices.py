"""On what a pupil asks, as far as a browser says."""

import pytest

from declic.dispatch.rules.devices import Device, device_of

AGENTS = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148": Device.PHONE,
    "Mozilla/5.0 (Linux; Android 15; SM-A155F) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36": Device.PHONE,
    "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0": Device.PHONE,
    "Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36": Device.TABLET,
    "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148": Device.TABLET,
    "Mozilla/5.0 (Android 14; Tablet; rv:132.0) Gecko/132.0 Firefox/132.0": Device.TABLET,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36": Device.COMPUTER,
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0": Device.COMPUTER,
    "": Device.COMPUTER,
}


@pytest.mark.parametrize(("agent", "device"), AGENTS.items())
def test_a_browser_is_on_a_phone_a_tablet_or_a_computer(agent: str, device: Device) -> None:
    assert device_of(agent) is device
