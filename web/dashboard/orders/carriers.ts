/** The pages of carriers that show where a parcel is. They end with the tracking number. */
const pages: Readonly<Record<string, string>> = {
  'An Post': 'https://www.anpost.com/Post-Parcels/Track/History?item=',
  'Australia Post': 'https://auspost.com.au/mypost/track/#/details/',
  'Canada Post': 'https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor=',
  DHL: 'https://www.dhl.com/global-en/home/tracking.html?tracking-id=',
  FedEx: 'https://www.fedex.com/fedextrack/?trknbr=',
  'La Poste': 'https://www.laposte.fr/outils/suivre-vos-envois?code=',
  'Royal Mail': 'https://www.royalmail.com/track-your-item#/tracking-results/',
  UPS: 'https://www.ups.com/track?tracknum=',
  USPS: 'https://tools.usps.com/go/TrackConfirmAction?tLabels=',
};

/** Carriers whose tracking page depends on the country, on the postal code or on the service. */
const others = ['Chronopost', 'Correos', 'Deutsche Post', 'DPD', 'Evri', 'GLS', 'InPost', 'Poste Italiane', 'PostNL'];

/** The carriers that are suggested, in alphabetical order. */
export const carriers: readonly string[] = [...Object.keys(pages), ...others].sort((a, b) => a.localeCompare(b));

/**
 * The page of a carrier that shows where a parcel is; undefined for carriers with more than one such page. The name of
 * the carrier must be written in full, in capitals or not.
 */
export function trackingPage(carrier: string, number: string): string | undefined {
  const key = carrier.trim().toLowerCase();
  const name = Object.keys(pages).find((one) => one.toLowerCase() === key);
  const digits = number.replaceAll(/\s/g, '');
  if (name === undefined || !/^[A-Za-z0-9-]{6,40}$/.test(digits)) return undefined;
  return `${pages[name]}${digits}`;
}
