"""Make the stage's sounds (static/audio/*.wav) from plain tones: `python deploy/make_sounds.py`.

The same bytes every time, so that a change shows in the history.
"""

import math
import struct
import wave
from pathlib import Path

RATE = 16_000
FOLDER = Path(__file__).resolve().parent.parent / "static/audio"
# Each sound: (start, length in seconds, pitch in Hz, loudness 0 to 1).
SOUNDS = {
    "tick": [(0.0, 0.06, 1200, 0.35)],
    "press": [(0.0, 0.35, 880, 0.5), (0.0, 0.35, 1760, 0.15)],
    "right": [(0.0, 0.18, 659, 0.4), (0.12, 0.3, 988, 0.4)],
    "board": [(0.0, 0.14, 523, 0.35), (0.1, 0.14, 659, 0.35), (0.2, 0.25, 784, 0.35)],
    "win": [
        (0.0, 0.2, 523, 0.4), (0.15, 0.2, 659, 0.4), (0.3, 0.2, 784, 0.4), (0.45, 0.6, 1047, 0.45),
    ],
}  # fmt: skip


def samples(tones: list[tuple[float, float, float, float]]) -> bytes:
    """16-bit samples: every tone struck at once and dying away like a small bronze."""
    length = max(start + lasts for start, lasts, _, _ in tones)
    values = [0.0] * int(length * RATE)
    for start, lasts, pitch, loud in tones:
        first = int(start * RATE)
        for n in range(int(lasts * RATE)):
            at = n / RATE
            strike = min(1.0, at / 0.004) * math.exp(-4 * at / lasts)
            if first + n < len(values):
                values[first + n] += loud * strike * math.sin(2 * math.pi * pitch * at)
    return b"".join(struct.pack("<h", round(max(-1.0, min(1.0, v)) * 32_000)) for v in values)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, tones in SOUNDS.items():
        with wave.open(str(FOLDER / f"{name}.wav"), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(samples(tones))
