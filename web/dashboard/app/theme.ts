import { Button, createTheme, Input } from '@mantine/core';
import { t } from '../texts';
import { colors } from './colours';

/** Height and type of a control of the usual size; on phones both are larger, and browsers do not zoom in on inputs. */
const control = { height: 'var(--control-height)', size: 'var(--control-size)' };

/** The look of all pages. Its rules are in docs/decisions/0034-design-language.md; its colours in colours.ts. */
export const theme = createTheme({
  fontFamily: 'system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  colors,
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  cursorType: 'pointer',
  respectReducedMotion: true,
  defaultRadius: 'md',
  radius: { xs: '0.1875rem', sm: '0.25rem', md: '0.375rem', lg: '0.5rem', xl: '0.75rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  fontWeights: { regular: '400', medium: '500', bold: '600' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.4' },
  headings: {
    fontWeight: '600',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.25rem', lineHeight: '1.3' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
      h4: { fontSize: '0.875rem', lineHeight: '1.4' },
      h5: { fontSize: '0.8125rem', lineHeight: '1.4' },
      h6: { fontSize: '0.75rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: Button.extend({
      vars: (_, { size }) => ({
        root:
          size === undefined || size === 'sm'
            ? { '--button-height': control.height, '--button-fz': '0.875rem', '--button-padding-x': '0.875rem' }
            : {},
      }),
    }),
    Input: Input.extend({
      vars: (_, { size }) => ({
        wrapper:
          size === undefined || size === 'sm' ? { '--input-height': control.height, '--input-fz': control.size } : {},
      }),
    }),
    Menu: { defaultProps: { shadow: undefined, offset: 4, transitionProps: { duration: 120 } } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'xl',
        overlayProps: { backgroundOpacity: 0.4 },
        transitionProps: { duration: 150 },
      },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': t.common.close } } },
    TextInput: { defaultProps: { autoComplete: 'off' } },
    Badge: { defaultProps: { variant: 'light', tt: 'none', fw: 500 } },
    Paper: { defaultProps: { radius: 'lg' } },
  },
});
