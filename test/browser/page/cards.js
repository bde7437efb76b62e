// Draws cards with Microsoft's own renderer, and looks at what came of it. Runs in the browser; `AdaptiveCards` is the package.

/** Colours of Teams' own themes, each with its quiet shade. A coloured box stays light in the dark one, with dark text. */
const ON_LIGHT = {
  default: ["#ff252424", "#bf252424"],
  dark: ["#ff252424", "#bf252424"],
  light: ["#ffffffff", "#fff3f2f1"],
  accent: ["#ff6264a7", "#ff8b8cc7"],
  good: ["#ff92c353", "#e592c353"],
  warning: ["#fff8d22a", "#e5f8d22a"],
  attention: ["#ffc4314b", "#e5c4314b"],
};
const ON_DARK = {
  default: ["#ffffffff", "#bfffffff"],
  dark: ["#ff201f1f", "#ff2d2c2c"],
  light: ["#ffffffff", "#bfffffff"],
  accent: ["#ffa6a7dc", "#ff8b8cc7"],
  good: ["#ff92c353", "#e592c353"],
  warning: ["#fff8d22a", "#e5f8d22a"],
  attention: ["#ffd74654", "#e5d74654"],
};
const ON_A_BOX_IN_THE_DARK = { ...ON_DARK, default: ["#ff201f1f", "#ff2d2c2c"] };
const THEMES = {
  light: { text: ON_LIGHT, background: "#ffffffff", emphasis: "#fff9f8f7", onBox: ON_LIGHT },
  dark: { text: ON_DARK, background: "#ff2d2c2c", emphasis: "#ff292828", onBox: ON_A_BOX_IN_THE_DARK },
};
const BOXES = { accent: "#ffc7def9", good: "#ffccffcc", attention: "#ffffc5b2", warning: "#ffffe2b2" };

function styleOf(backgroundColor, text) {
  const colours = Object.entries(text).map(([name, [plain, subtle]]) => [name, { default: plain, subtle }]);
  return { backgroundColor, foregroundColors: Object.fromEntries(colours) };
}

function hostConfigOf({ text, background, emphasis, onBox }) {
  const boxes = Object.entries(BOXES).map(([name, colour]) => [name, styleOf(colour, onBox)]);
  const sizes = { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 };
  const fontOf = (fontFamily) => ({
    fontFamily,
    fontSizes: sizes,
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
  });
  const config = new AdaptiveCards.HostConfig({
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: "#EEEEEE" },
    fontTypes: {
      default: fontOf("'Segoe UI', 'Open Sans', sans-serif"),
      monospace: fontOf("'Courier New', Courier, monospace"),
    },
    textStyles: { heading: { size: "large", weight: "bolder" } },
    textBlock: { headingLevel: 2 },
    containerStyles: {
      default: styleOf(background, text),
      emphasis: styleOf(emphasis, text),
      ...Object.fromEntries(boxes),
    },
    actions: { maxActions: 6, buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left" },
  });
  // The asterisk of a box that must be filled: its colour is the client's, not the card's. The package reads it from no setting.
  config.inputs.label.requiredInputs.suffixColor = AdaptiveCards.TextColor.Default;
  return config;
}

/** What the package finds wrong with a card. It knows no `msteams`, which is Teams' own. */
function draw({ msteams, ...json }, theme, place) {
  const context = new AdaptiveCards.SerializationContext();
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfigOf(THEMES[theme]);
  card.parse(json, context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index));
  const { validationEvents } = card.validateProperties();
  place.append(card.render());
  return [...events, ...validationEvents].map(({ message }) => message);
}

/** Draws a card in each theme; answers the parser's complaints. */
globalThis.drawInThemes = (json) => {
  document.body.replaceChildren();
  return Object.keys(THEMES).flatMap((theme) => {
    const place = document.createElement("section");
    place.className = theme;
    place.setAttribute("aria-label", theme);
    document.body.append(place);
    return draw(json, theme, place);
  });
};

/** Text that is wider than its place, or that its place does not show in full. */
globalThis.cutOff = () =>
  [...document.querySelectorAll("section *")]
    .filter(
      (element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline",
    )
    .map((element) => element.textContent);

/** Pictures and the like, whoever would have to be asked for them. */
globalThis.fetched = () =>
  [...document.querySelectorAll("section, section *")]
    .filter((element) => element.src || getComputedStyle(element).backgroundImage !== "none")
    .map((element) => element.outerHTML.slice(0, 200));

const partsOf = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);

/** A colour with what shines through it. */
function over([red, green, blue, alpha = 1], below) {
  return [red, green, blue].map((part, index) => part * alpha + below[index] * (1 - alpha));
}

function backgroundOf(element) {
  if (!element) return [255, 255, 255];
  return over(partsOf(getComputedStyle(element).backgroundColor), backgroundOf(element.parentElement));
}

function luminance(colour) {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(element) {
  const background = backgroundOf(element);
  const text = over(partsOf(getComputedStyle(element).color), background);
  const [darker, lighter] = [luminance(background), luminance(text)].sort((one, other) => one - other);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Words that are hard to read: WCAG 2.2 wants 4.5 to 1. */
globalThis.tooPale = () =>
  [...document.querySelectorAll("section *")]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
    .filter((element) => contrastOf(element) < 4.5)
    .map((element) => `${contrastOf(element).toFixed(2)}: ${element.textContent}`);
