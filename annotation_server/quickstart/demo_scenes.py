"""The pictures of the demo: layers that ffmpeg paints once, from formulas, and then moves.

In a layer's formulas `x` runs from 0 to 16/9 and `y` from 0 (top) to 1. In its motion, counted in
heights of the picture, `p` is how far the clip has come, from 0 to 1. Formulas for every pixel of
every frame would take minutes; moved layers take a second a clip.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

Colour = tuple[str, str, str]
TURN = "6.2832"


@dataclass(frozen=True)
class Touch:
    """How one of the three generators paints: its size, its pace and its finish."""

    name: str
    width: int
    height: int
    pace: float
    finish: str


@dataclass(frozen=True)
class Layer:
    """A colour where `shape` is 1, nothing where it is 0; `drift` scrolls it round, in widths."""

    colour: Colour
    shape: str = "1"
    across: str = "0"
    down: str = "0"
    drift: float = 0.0


TOUCHES = (
    Touch("lumen-video-1", 512, 288, 1.0, "vignette=a=0.5,noise=alls=4:allf=t"),
    Touch(
        # Coarse blocks and hard colours: a model that is small and quick.
        *("pixelwood-mini", 480, 270, 1.7),
        "scale=96:54:flags=area,eq=saturation=1.5:contrast=1.15,scale=480:270:flags=neighbor",
    ),
    Touch(
        *("aurora-dream-xl", 512, 288, 0.5),
        "split[a][b];[b]gblur=sigma=12,eq=brightness=0.06[c];[a][c]blend=all_mode=screen:"
        "all_opacity=0.55,hue=h=-14:s=0.85",
    ),
)


def flat(red: int, green: int, blue: int) -> Colour:
    return (str(red), str(green), str(blue))


def fade(top: Colour, bottom: Colour) -> Colour:
    """A colour that turns from top to bottom."""
    red, green, blue = (f"lerp({a},{b},y)" for a, b in zip(top, bottom, strict=True))
    return (red, green, blue)


def disc(across: float, down: float, radius: float, edge: float = 0.008) -> str:
    return f"clip(({radius}-hypot(x-{across},y-{down}))/{edge},0,1)"


def below(line: str, edge: float = 0.008) -> str:
    """1 under a line that is given as a height for every x."""
    return f"clip((y-({line}))/{edge},0,1)"


def wave(times: int, height: float, shift: float = 0) -> str:
    """A line that meets itself at the picture's sides, so that it can scroll round."""
    return f"{height}*sin({times}*{TURN}*x*9/16+{shift})"


def lantern(pace: float) -> list[Layer]:
    sway = f"0.03*sin(9*p*{pace})"
    glitter = f"lt(mod(y*31+{wave(7, 0.3)},1),0.3)*clip(1-abs(x-0.6)*6,0,1)*gt(y,0.67)"
    return [
        Layer(fade(flat(38, 34, 92), flat(255, 138, 104))),
        Layer(flat(52, 40, 84), below(f"0.6-abs({wave(2, 0.07, 1)})")),
        Layer(fade(flat(90, 70, 130), flat(20, 30, 70)), below("0.66", 0.004)),
        Layer(flat(255, 190, 110), f"0.7*{glitter}", f"0.5*p*{pace}", sway),
        Layer(flat(255, 180, 90), f"0.55*{disc(0.6, 0.38, 0.3, 0.3)}", f"0.5*p*{pace}", sway),
        Layer(flat(255, 236, 170), disc(0.6, 0.38, 0.075), f"0.5*p*{pace}", sway),
        Layer(flat(150, 60, 40), disc(0.6, 0.455, 0.022), f"0.5*p*{pace}", sway),
    ]


def wheat(pace: float) -> list[Layer]:
    layers = [
        Layer(fade(flat(255, 176, 110), flat(255, 240, 206))),
        Layer(flat(255, 110, 56), disc(1.15, 0.3, 0.19), "0", f"0.15*p*{pace}"),
    ]
    for depth, colour in enumerate([(232, 184, 84), (210, 152, 56), (176, 116, 36)]):
        stalks = wave(60 - 15 * depth, 0.012, depth)
        line = f"{0.5 + 0.15 * depth}+{wave(2 + depth, 0.04, depth)}+{stalks}"
        drift = 0.06 * (depth + 1) * pace
        layers.append(Layer(flat(*colour), below(line, 0.015), drift=drift))
    return layers


def balloon(pace: float) -> list[Layer]:
    sway, rise = f"0.06*sin(7*p*{pace})", f"0.2-0.55*p*{min(pace, 1.2)}"
    puffs = [(0.2, 0.3), (0.32, 0.26), (0.44, 0.31), (1.2, 0.6), (1.33, 0.55), (1.46, 0.61)]
    cloud = "+".join(disc(along, height, 0.09, 0.03) for along, height in puffs)
    string = "lt(abs(x-0.89-0.012*sin(34*y)),0.004)*between(y,0.62,0.95)"
    return [
        Layer(fade(flat(70, 156, 230), flat(214, 240, 255))),
        Layer(flat(255, 255, 255), f"clip({cloud},0,0.92)", drift=0.08 * pace),
        Layer(flat(96, 60, 60), string, sway, rise),
        Layer(flat(226, 36, 56), disc(0.89, 0.5, 0.13), sway, rise),
        Layer(flat(255, 206, 206), f"0.8*{disc(0.845, 0.455, 0.035, 0.03)}", sway, rise),
    ]


def lights(pace: float) -> list[Layer]:
    layers = [Layer(fade(flat(4, 8, 34), flat(18, 48, 78)))]
    stars = "0.8*gt(sin(x*913.7+floor(y*90)*77.7)*sin(y*517.3+floor(x*90)*31.1),0.985)"
    layers.append(Layer(flat(255, 255, 255), stars))
    for depth, colour in enumerate([(60, 255, 170), (150, 90, 255), (40, 200, 230)]):
        fold = f"(0.5+{wave(9 + 4 * depth, 0.3)}+{wave(3 + depth, 0.2, depth)})"
        line = f"{0.34 + 0.06 * depth}+{wave(2 + depth, 0.1, 2 * depth)}"
        veil = f"0.8*{fold}*exp(-pow((y-({line}))*6,2))"
        layers.append(Layer(flat(*colour), veil, drift=(0.12 - 0.1 * depth) * pace))
    layers.append(Layer(flat(170, 190, 224), below(f"0.78+{wave(1, 0.05, 1)}")))
    layers.append(Layer(flat(232, 240, 252), below(f"0.86+{wave(2, 0.04, 3)}")))
    return layers


def goldfish(pace: float) -> list[Layer]:
    glide, bob = f"0.17*cos({TURN}*p*{pace})", f"0.05*sin(11*p*{pace})"
    bowl = disc(0.89, 0.52, 0.4)
    bubbles = "+".join(disc(0.75 + 0.12 * n, 0.6 + 0.07 * n, 0.016) for n in range(3))
    return [
        Layer(fade(flat(255, 230, 210), flat(232, 180, 150))),
        Layer(flat(150, 96, 70), below("0.86")),
        Layer(flat(224, 242, 250), f"0.8*{bowl}"),
        Layer(fade(flat(130, 206, 236), flat(50, 140, 200)), f"{bowl}*{below('0.34')}"),
        Layer(flat(255, 160, 50), disc(1.0, 0.54, 0.05), f"{glide}+0.02*sin(50*p)", bob),
        Layer(flat(255, 100, 30), disc(0.91, 0.54, 0.085), glide, bob),
        Layer(flat(30, 20, 20), disc(0.865, 0.52, 0.012), glide, bob),
        Layer(flat(255, 255, 255), f"0.7*({bubbles})", "0", f"-0.3*p*{pace}"),
        Layer(flat(255, 255, 255), f"0.6*{disc(0.72, 0.34, 0.06, 0.05)}"),
    ]


def coins(pace: float) -> list[Layer]:
    roofs = "0.5+0.2*mod(floor(x*9)*0.37,1)"
    panes = "lt(mod(x*36,1),0.5)*lt(mod(y*22,1),0.5)*gt(sin(floor(x*36)*9+floor(y*22)*5),0.1)"
    layers = [
        Layer(fade(flat(14, 18, 50), flat(110, 70, 130))),
        Layer(flat(250, 244, 220), disc(1.4, 0.2, 0.09)),
        Layer(flat(24, 24, 46), below(roofs, 0.004)),
        Layer(flat(255, 210, 110), f"0.8*{below(roofs + '+0.04', 0.004)}*{panes}*lt(y,0.84)"),
        Layer(flat(16, 14, 28), below("0.9")),
    ]
    for number in range(4):
        start = 0.15 + 0.16 * number
        hop = f"-0.2*abs(sin(8*p*{pace}+{number}))"
        layers.append(Layer(flat(255, 190, 30), disc(start, 0.86, 0.05), f"0.8*p*{pace}", hop))
        shine = disc(start - 0.015, 0.845, 0.02)
        layers.append(Layer(flat(255, 240, 160), shine, f"0.8*p*{pace}", hop))
    return layers


def fireworks(pace: float) -> list[Layer]:
    layers = [Layer(fade(flat(8, 6, 34), flat(60, 26, 90)))]
    bursts = [
        (0.45, 0.35, (255, 120, 90)),
        (1.3, 0.3, (120, 210, 255)),
        (0.9, 0.5, (255, 230, 110)),
    ]
    for number, (along, height, colour) in enumerate(bursts):
        spokes = f"pow(abs(cos(7*atan2(y-{height},x-{along}))),9)"
        away = f"hypot(x-{along},y-{height})"
        star = f"{spokes}*clip((0.26-{away})/0.2,0,1)*lt(mod({away}*30,1),0.6)"
        fall = f"0.5*pow(mod(p*{pace}+{number}/3,1),2)-0.06"
        layers.append(Layer(flat(*colour), star, f"0.02*sin(9*p+{number})", fall))
    roofs = "0.82+0.1*mod(floor(x*8)*0.41,1)"
    return [*layers, Layer(flat(10, 10, 20), below(roofs, 0.004))]


def powder(pace: float) -> list[Layer]:
    flakes = "gt(sin(x*431+floor(y*60)*7.7)*sin(y*377+floor(x*60)*3.1),0.96)*lt(abs(x-0.89),0.3)"
    heap = "1.02-0.42*exp(-pow((x-0.89)*2.4,2))+0.004*sin(140*x)"
    return [
        Layer(fade(flat(206, 226, 220), flat(150, 180, 176))),
        Layer(flat(255, 255, 255), f"0.9*{flakes}*lt(y,0.8)", "0", f"0.6*p*{pace}-0.35"),
        Layer(flat(252, 250, 246), f"{below(heap, 0.015)}*lt(y,0.84)", "0", f"0.16-0.16*p*{pace}"),
        Layer(fade(flat(190, 130, 90), flat(130, 84, 52)), below("0.82", 0.004)),
        Layer(flat(110, 70, 44), "gt(y,0.82)*lt(mod(y*19,1),0.08)"),
    ]


SCENES: dict[str, Callable[[float], list[Layer]]] = {
    scene.__name__: scene
    for scene in (lantern, wheat, balloon, lights, goldfish, coins, fireworks, powder)
}


def graph(scene: str, touch: Touch, rate: int, seconds: float) -> str:
    """The filter graph that shows `scene` as `touch` would paint it."""
    parts, under = [], ""
    for number, layer in enumerate(SCENES[scene](touch.pace)):
        parts.append(f"{_painted(layer, touch, rate, seconds)}[l{number}]")
        if under:
            across, down = (_motion(text, seconds) for text in (layer.across, layer.down))
            motion = f"x='H*({across})':y='H*({down})':format=gbrp"
            parts.append(f"[{under}][l{number}]overlay={motion}[o{number}]")
        under = f"o{number}" if under else f"l{number}"
    return ";".join([*parts, f"[{under}]trim=duration={seconds},{touch.finish},format=yuv420p"])


def _painted(layer: Layer, touch: Touch, rate: int, seconds: float) -> str:
    """One frame of the layer, repeated for as long as the clip lasts."""
    channels = zip("rgba", (*layer.colour, f"255*({layer.shape})"), strict=True)
    formulas = ":".join(f"{name}='{_pixels(text)}'" for name, text in channels)
    frames = f"loop=-1:size=1,setpts=N/{rate}/TB"
    scroll = f",scroll=h={layer.drift / (rate * seconds):.6f}" if layer.drift else ""
    picture = f"nullsrc=s={touch.width}x{touch.height}:r={rate}:d={1 / rate:.6f}"
    return f"{picture},format=gbrap,geq={formulas},{frames}{scroll},trim=duration={seconds}"


def _pixels(formula: str) -> str:
    words = re.sub(r"\bx\b", "ld(0)", re.sub(r"\by\b", "ld(1)", formula))
    return f"st(0,X/H);st(1,Y/H);clip({words},0,255)"


def _motion(formula: str, seconds: float) -> str:
    return re.sub(r"\bp\b", f"(t/{seconds})", formula)
