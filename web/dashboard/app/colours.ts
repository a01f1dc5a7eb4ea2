import type { CSSVariablesResolver, MantineColorsTuple, MantineThemeOverride } from '@mantine/core';

// The palettes, computed in OKLCH so that equal shades of all hues are equally light: shade 7 carries white text
// in light mode, shade 6 in dark mode, and shades 8 and 3 are text on a tint of their own, all with at least 4.5:1
// (WCAG 2.2, 1.4.3).

/** Mulberry, the product's own hue. */
const brand: MantineColorsTuple = [
  '#fbf4fb',
  '#f8e7f7',
  '#efcced',
  '#e3abe0',
  '#d287cf',
  '#bc68ba',
  '#a14ca0',
  '#823582',
  '#6b2b6a',
  '#552154',
];

/** Greys of light mode, tinted with the product's hue. */
const gray: MantineColorsTuple = [
  '#fbf9fb',
  '#f5f3f6',
  '#eae7ea',
  '#dbd7dc',
  '#c1bcc2',
  '#a29ca3',
  '#7e7880',
  '#5f5860',
  '#3e383f',
  '#221d23',
];

/** Texts (0 to 3), lines and surfaces (4 to 9) of dark mode. */
const dark: MantineColorsTuple = [
  '#edeaed',
  '#cdc9ce',
  '#aea9af',
  '#837e85',
  '#3d373e',
  '#2d282e',
  '#211c22',
  '#171318',
  '#100d11',
  '#0a070a',
];

/** Something succeeded, or is as it should be. */
const teal: MantineColorsTuple = [
  '#f0faf3',
  '#dbf5e2',
  '#bae8c8',
  '#90d7a9',
  '#64c288',
  '#3aa96b',
  '#149054',
  '#007541',
  '#005f32',
  '#004824',
];

/** Something needs attention, but nothing is broken. */
const orange: MantineColorsTuple = [
  '#fef5ee',
  '#ffe8d5',
  '#fbd2af',
  '#f2b682',
  '#e29853',
  '#cb7b26',
  '#b06300',
  '#924e00',
  '#783d00',
  '#5b2d00',
];

/** Something failed, or cannot be undone. */
const red: MantineColorsTuple = [
  '#fff2f1',
  '#ffe0db',
  '#ffc3bc',
  '#ff9f96',
  '#ff7770',
  '#f05250',
  '#d33638',
  '#b02429',
  '#91161c',
  '#6f0e13',
];

/** Something is under way, or worth knowing. */
const blue: MantineColorsTuple = [
  '#f0f8ff',
  '#daf0ff',
  '#b9e0ff',
  '#90cbfd',
  '#65b2f1',
  '#3f97db',
  '#217fc1',
  '#0f67a0',
  '#015284',
  '#013e65',
];

export const colors: NonNullable<MantineThemeOverride['colors']> = { brand, gray, dark, teal, orange, red, blue };

const tones = { brand, gray, teal, orange, red, blue };

/** Tints with readable texts on them, for badges, pills and notes: `--mantine-color-teal-light` and so on. */
function tints(tint: (of: MantineColorsTuple, name: string) => string, text: (of: MantineColorsTuple) => string) {
  const all: Record<string, string> = {};
  for (const [name, of] of Object.entries(tones)) {
    all[`--mantine-color-${name}-light`] = tint(of, name);
    all[`--mantine-color-${name}-light-hover`] = tint(of, name);
    all[`--mantine-color-${name}-light-color`] = text(of);
  }
  return all;
}

/**
 * The variables of each mode. Surfaces come in three levels: the page, what lies on it (cards, bars, inputs), and what
 * floats above (menus, dialogs). In dark mode a higher level is lighter, because shadows do not show there.
 */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--surface-page': gray[0],
    '--surface-bar': gray[1],
    '--surface-card': '#ffffff',
    '--surface-raised': '#ffffff',
    '--surface-hover': gray[1],
    '--surface-selected': brand[0],
    '--line': gray[2],
    '--line-strong': gray[4],
    '--shadow-overlay': '0 1px 2px rgb(34 29 35 / 8%), 0 8px 24px rgb(34 29 35 / 14%)',
    '--mantine-color-text': gray[9],
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#665f67',
    '--mantine-color-placeholder': '#736c74',
    '--mantine-color-anchor': brand[7],
    '--mantine-color-default-border': gray[3],
    '--mantine-color-default-hover': gray[1],
    '--mantine-color-error': red[7],
    '--mantine-color-red-filled': red[7],
    '--mantine-color-red-filled-hover': red[8],
    '--mantine-color-red-outline': red[7],
    ...tints(
      (of, name) => of[name === 'gray' ? 2 : 1],
      (of) => of[8],
    ),
  },
  dark: {
    '--surface-page': dark[7],
    '--surface-bar': dark[8],
    '--surface-card': '#1d191e',
    '--surface-raised': '#282329',
    '--surface-hover': '#272229',
    '--surface-selected': '#2e1f2f',
    '--line': '#302a31',
    '--line-strong': '#4c454d',
    '--shadow-overlay': '0 0 0 1px rgb(255 255 255 / 4%), 0 12px 32px rgb(0 0 0 / 55%)',
    '--mantine-color-text': dark[0],
    '--mantine-color-body': '#1d191e',
    '--mantine-color-default': '#241f25',
    '--mantine-color-default-hover': '#2d282e',
    '--mantine-color-default-border': dark[4],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#9d979e',
    '--mantine-color-anchor': brand[3],
    '--mantine-color-error': red[3],
    '--mantine-color-red-filled': red[6],
    '--mantine-color-red-outline': red[3],
    ...tints(
      (of, name) => (name === 'gray' ? '#363037' : `color-mix(in srgb, ${of[5]} 20%, #1d191e)`),
      (of) => of[3],
    ),
  },
});
