import { createContext, useContext } from 'react';

type PaletteControl = {
  /** Opens the command palette. */
  show: () => void;
  /** Shows the keyboard shortcuts. */
  showKeys: () => void;
};

export const PaletteContext = createContext<PaletteControl>({ show: () => {}, showKeys: () => {} });

export function usePalette(): PaletteControl {
  return useContext(PaletteContext);
}
