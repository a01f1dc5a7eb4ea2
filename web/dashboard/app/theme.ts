import { createTheme, type CSSVariablesResolver } from '@mantine/core';

/** The look: the system's own type, and colours that keep 4.5:1 against their ground (WCAG 2.2, 1.4.3) in light and dark. */
export const theme = createTheme({
  fontFamily: 'system-ui, sans-serif',
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 8 },
  autoContrast: true,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    TextInput: { defaultProps: { autoComplete: 'off' } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.5 } } },
  },
});

/** Colours that can be read: the library's own are too pale for small texts, and for texts on their own tint. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#6b7178',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-red-outline': '#c92a2a',
    '--mantine-color-red-light-color': '#b02525',
    '--mantine-color-teal-light-color': '#066649',
    '--mantine-color-gray-light-color': '#495057',
    '--mantine-color-orange-light-color': '#a33a00',
  },
  dark: {
    '--mantine-color-dimmed': '#a6abb1',
    '--mantine-color-placeholder': '#9aa0a6',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-orange-light': '#3d2718',
    '--mantine-color-orange-light-color': '#ffc078',
  },
});
