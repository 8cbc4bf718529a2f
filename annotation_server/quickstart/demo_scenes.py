"""The pictures of the demo, as formulas that ffmpeg evaluates for every pixel and moment.

In a formula `x` runs from 0 to 16/9 and `y` from 0 (top) to 1; `p` is how far the clip has come,
from 0 to 1. A colour is three formulas (red, green, blue) with values from 0 to 255.
"""

from collections.abc import Callable
from dataclasses import dataclass

Colour = tuple[str, str, str]
Place = tuple[str, str]


@dataclass(frozen=True)
class Touch:
    """How one of the three generators paints: its light, its wit and its faults."""

    name: str
    size: tuple[int, int]
    warmth: float
    speed: float
    finish: str


TOUCHES = (
    Touch("lumen-video-1", (512, 288), 1.0, 1.0, "vignette=a=0.5,noise=alls=3:allf=t"),
    Touch(
        # Coarse blocks and hard colours: a model that is small and quick.
        *("pixelwood-mini", (480, 270), 0.55, 1.6),
        "scale=96:54:flags=area,eq=saturation=1.5:contrast=1.15,scale=480:270:flags=neighbor",
    ),
    Touch(
        *("aurora-dream-xl", (512, 288), 1.3, 0.45),
        "split[a][b];[b]gblur=sigma=14,eq=brightness=0.08[c];[a][c]blend=all_mode=screen:"
        "all_opacity=0.55,hue=h=-12:s=0.85",
    ),
)


def flat(red: float, green: float, blue: float) -> Colour:
    return (str(red), str(green), str(blue))


def mix(under: Colour, over: Colour, share: str) -> Colour:
    """`over` laid on `under` where the formula `share` is 1."""
    red, green, blue = (f"lerp({u},{o},{share})" for u, o in zip(under, over, strict=True))
    return (red, green, blue)


def sky(top: Colour, bottom: Colour) -> Colour:
    return mix(top, bottom, "y")


def disc(place: Place, radius: str, edge: float = 0.01) -> str:
    return f"clip(({radius}-hypot(x-({place[0]}),y-({place[1]})))/{edge},0,1)"


def below(line: str, edge: float = 0.01) -> str:
    """1 under a line that is given as a height for every x."""
    return f"clip((y-({line}))/{edge},0,1)"


def lantern(touch: Touch) -> Colour:
    across = f"0.35+p*{touch.speed}"
    up = f"0.38-0.1*p+0.03*sin(9*p*{touch.speed})"
    picture = sky(flat(38, 34, 92), flat(236, 128, 104))
    picture = mix(picture, flat(28, 40, 84), below("0.66", 0.004))
    shimmer = f"0.6*between(y,0.66,1)*clip(0.12-abs(x-({across})+0.04*sin(60*y+20*p)),0,0.12)/0.12"
    picture = mix(picture, flat(255, 170, 80), shimmer)
    picture = mix(picture, flat(255, 190, 90), f"0.5*{disc((across, up), '0.3', 0.3)}")
    return mix(picture, flat(255, 236, 170), disc((across, up), "0.08"))


def wheat(touch: Touch) -> Colour:
    wind = f"0.03*sin(9*x-14*p*{touch.speed})"
    picture = sky(flat(255, 196, 120), flat(255, 232, 190))
    picture = mix(picture, flat(255, 120, 60), disc(("1.15", f"0.42+0.12*p*{touch.speed}"), "0.2"))
    for depth, colour in enumerate([(226, 176, 74), (206, 148, 52), (178, 118, 36)]):
        stalks = f"0.012*sin({140 - 30 * depth}*x+{6 + depth}*sin(4*x+9*p))"
        line = f"{0.56 + 0.14 * depth}+{wind}*{1 + depth}+{stalks}"
        picture = mix(picture, flat(*colour), below(line, 0.02))
    return picture


def balloon(touch: Touch) -> Colour:
    place = (f"0.9+0.08*sin(6*p*{touch.speed})", f"1.05-1.0*p*{min(1.0, touch.speed)}")
    picture = sky(flat(86, 170, 236), flat(206, 236, 255))
    for along, height in ((0.2, 0.3), (1.3, 0.5), (0.7, 0.75)):
        for step in (-0.12, 0.0, 0.12):
            cloud = (f"{along + step}+0.15*p", f"{height - 0.05 * (step == 0)}")
            picture = mix(picture, flat(255, 255, 255), f"0.9*{disc(cloud, '0.1', 0.06)}")
    string = f"lt(abs(x-({place[0]})-0.01*sin(40*y)),0.004)*between(y-({place[1]}),0.1,0.4)"
    picture = mix(picture, flat(90, 60, 60), string)
    picture = mix(picture, flat(226, 40, 56), disc(place, "0.12"))
    shine = (f"{place[0]}-0.04", f"{place[1]}-0.04")
    return mix(picture, flat(255, 190, 190), f"0.8*{disc(shine, '0.03', 0.03)}")


def lights(touch: Touch) -> Colour:
    curtain = f"0.3+0.12*sin(4*x+5*p*{touch.speed})+0.05*sin(11*x-8*p)"
    fold = f"(0.55+0.45*sin(34*x+6*sin(3*x+7*p*{touch.speed})))"
    picture = sky(flat(6, 10, 38), flat(18, 44, 72))
    for lift, colour in ((0.0, (70, 255, 170)), (0.12, (150, 90, 255))):
        glow = f"0.85*{fold}*exp(-pow((y-({curtain})+{lift})*7,2))"
        picture = mix(picture, flat(*colour), glow)
    picture = mix(picture, flat(226, 236, 250), below("0.8+0.06*sin(3*x+1)", 0.01))
    return mix(picture, flat(176, 196, 226), below("0.88+0.05*sin(4*x+3)", 0.01))


def goldfish(touch: Touch) -> Colour:
    place = (f"0.89+0.2*cos(6.28*p*{touch.speed})", "0.52+0.06*sin(12*p)")
    tail = (f"{place[0]}+0.13*gt(sin(6.28*p*{touch.speed}),0)-0.065", place[1])
    picture = sky(flat(252, 226, 206), flat(226, 176, 150))
    bowl = disc(("0.89", "0.52"), "0.38", 0.012)
    water = f"{bowl}*{below('0.34+0.01*sin(20*x+12*p)', 0.01)}"
    picture = mix(picture, flat(206, 236, 246), f"0.7*{bowl}")
    picture = mix(picture, flat(90, 176, 220), water)
    picture = mix(picture, flat(255, 150, 40), disc(tail, "0.05+0.015*sin(40*p)"))
    picture = mix(picture, flat(255, 104, 32), disc(place, "0.08"))
    return mix(picture, flat(255, 255, 255), f"0.7*{disc(('0.75', '0.36'), '0.05', 0.04)}")


def coins(touch: Touch) -> Colour:
    picture = sky(flat(14, 18, 46), flat(74, 54, 110))
    roofs = "0.55+0.18*mod(floor(x*7)*0.37,1)"
    picture = mix(picture, flat(26, 26, 44), below(roofs, 0.004))
    windows = f"{below(roofs + '+0.05', 0.004)}*lt(mod(x*28,1),0.45)*lt(mod(y*18,1),0.5)"
    picture = mix(picture, flat(255, 214, 110), f"0.65*{windows}")
    for number in range(4):
        along = f"0.2+0.12*{number}+p*{touch.speed}"
        hop = (along, f"0.82-0.16*abs(sin(9*p+{number}))")
        picture = mix(picture, flat(255, 196, 40), disc(hop, "0.045"))
    return picture


def fireworks(touch: Touch) -> Colour:
    picture = sky(flat(8, 6, 30), flat(40, 20, 70))
    bursts = [(0.45, 0.35, 0.0, (255, 120, 90)), (1.3, 0.3, 0.3, (120, 200, 255))]
    bursts += [(0.9, 0.5, 0.6, (255, 230, 120))]
    for along, height, delay, colour in bursts:
        age = f"mod(p*{1 + touch.speed:.2f}+{delay},1)"
        away = f"hypot(x-{along},y-{height}-0.1*{age})"
        spokes = f"pow(abs(cos(8*atan2(y-{height},x-{along}))),12)"
        ring = f"(1-{age})*{spokes}*exp(-pow(({away}-0.32*{age})*16,2))"
        picture = mix(picture, flat(*colour), f"clip(2*{ring},0,1)")
    return mix(picture, flat(10, 10, 18), below("0.9+0.03*sin(9*x)", 0.004))


def powder(touch: Touch) -> Colour:
    picture = sky(flat(196, 150, 110), flat(130, 86, 56))
    picture = mix(picture, flat(110, 70, 44), below("0.72+0.004*sin(50*x)", 0.004))
    heap = "0.86-0.42*exp(-pow((x-0.89)*2.6,2))*(0.6+0.4*p)+0.006*sin(120*x)"
    picture = mix(picture, flat(250, 248, 244), f"{below(heap, 0.02)}*lt(y,0.86)")
    falling = f"lt(mod(x*31+7*sin(floor(x*31)),1),0.12)*lt(mod(y*6-9*p*{touch.speed},1),0.25)"
    return mix(picture, flat(255, 255, 255), f"0.8*{falling}*lt(abs(x-0.89),0.25)*lt(y,0.6)")


SCENES: dict[str, Callable[[Touch], Colour]] = {
    scene.__name__: scene
    for scene in (lantern, wheat, balloon, lights, goldfish, coins, fireworks, powder)
}


def graph(scene: str, touch: Touch, rate: int, seconds: float) -> str:
    """The filter graph that draws `scene` as `touch` would paint it."""
    red, green, blue = SCENES[scene](touch)
    channels = {"r": f"{red}*{touch.warmth**0.2:.3f}", "g": green, "b": f"{blue}"}
    formulas = ":".join(f"{name}='{_pixels(text, seconds)}'" for name, text in channels.items())
    width, height = touch.size
    return (
        f"nullsrc=s=192x108:r={rate}:d={seconds},format=gbrp,geq={formulas},"
        f"scale={width}:{height}:flags=bicubic,{touch.finish},format=yuv420p"
    )


def _pixels(formula: str, seconds: float) -> str:
    """The formula in ffmpeg's own variables, computed once a pixel."""
    names = {"x": "ld(0)", "y": "ld(1)", "p": "ld(2)"}
    words = "".join(names.get(word, word) for word in _words(formula))
    return f"st(0,X/H);st(1,Y/H);st(2,T/{seconds});clip({words},0,255)"


def _words(formula: str) -> list[str]:
    import re

    return re.findall(r"[A-Za-z_][A-Za-z_0-9]*|\d*\.?\d+|.", formula)
