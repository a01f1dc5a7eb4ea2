import { createTheme } from '@mantine/core';

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
