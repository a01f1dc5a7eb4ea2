import { Autocomplete, SimpleGrid, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import {
  CancelShipmentDocument,
  CreateShipmentDocument,
  UpdateShipmentDocument,
  type OrderRecordFragment,
} from '../operations/generated';
import { notify, told } from '../parts/notify';
import { t } from '../texts';
import { carriers, trackingPage } from './carriers';
import { Emailed } from './Emailed';
import { OrderDialog } from './OrderDialog';
import { isTyped, leftToShip, readQuantity, sumOf, type Item, type Quantities, type Shipment } from './quantities';
import { QuantityInputs } from './QuantityInputs';
import { notifyAdded } from './recorded';
import { useOrderForm } from './useOrderForm';

const r = t.record;

type Props = {
  order: OrderRecordFragment;
  /** The shipment to correct; undefined for a new one. */
  shipment?: Shipment;
  reload: () => void;
  onClose: () => void;
};

/** Records a shipment of what is still to be shipped, or of a part of it; or corrects one. */
export function ShipDialog({ order: opened, shipment: before, reload, onClose }: Props) {
  const form = useOrderForm(opened, reload);
  const { order } = form;
  const shipment = before && (order.shipments.find(({ id }) => id === before.id) ?? before);
  const inIt = (item: Item) => shipment?.items.find((one) => one.item.id === item.id)?.quantity ?? 0;
  const most = (item: Item) => leftToShip(item) + inIt(item);
  const [quantities, setQuantities] = useState<Quantities>(() =>
    Object.fromEntries(order.items.map((item) => [item.id, String(shipment ? inIt(item) : leftToShip(item))])),
  );
  const items = order.items.filter((item) => most(item) > 0 || isTyped(quantities[item.id]));
  const [carrier, setCarrier] = useState(shipment?.carrier ?? '');
  const [number, setNumber] = useState(shipment?.trackingNumber ?? '');
  // The link that was typed; undefined while it follows from the carrier and the number.
  const derivedBefore = trackingPage(shipment?.carrier ?? '', shipment?.trackingNumber ?? '') ?? '';
  const [link, setLink] = useState(
    (shipment?.trackingUrl ?? '') === derivedBefore ? undefined : (shipment?.trackingUrl ?? ''),
  );
  const derived = trackingPage(carrier, number);
  const [create, creating] = useSave(useTyped(CreateShipmentDocument));
  const [update, updating] = useSave(useTyped(UpdateShipmentDocument));
  const [cancel] = useSave(useTyped(CancelShipmentDocument));

  const submit = async () => {
    const faults: Record<string, string> = {};
    const lines: { itemId: string; quantity: number }[] = [];
    for (const item of items) {
      const quantity = readQuantity(quantities[item.id] ?? '', most(item));
      if (quantity === undefined) faults[`quantity.${item.id}`] = r.wrongQuantity(most(item));
      else if (quantity > 0) lines.push({ itemId: item.id, quantity });
    }
    if (Object.keys(faults).length === 0 && lines.length === 0) faults.items = r.ship.nothing;
    if (!form.check(faults)) return;
    const tracking = {
      carrier: carrier.trim() || null,
      trackingNumber: number.trim() || null,
      trackingUrl: (link ?? derived ?? '').trim() || null,
    };
    if (shipment !== undefined) {
      const same = lines.length === shipment.items.length && lines.every((line) => quantityIn(shipment, line));
      const input = { ...tracking, ...(!same && { items: lines }), expectedVersion: shipment.version };
      if (form.settle(await update({ id: shipment.id, input }), lines) === undefined) return;
      notify(r.ship.corrected);
      return onClose();
    }
    const input = { orderId: order.id, items: lines, ...tracking, expectedVersion: order.version };
    const done = form.settle(await create({ input }), lines);
    if (done === undefined) return;
    notifyAdded(r.ship.done(sumOf(lines)), { before: order.shipments, after: done.shipments }, async (id) =>
      told(await cancel({ id }), r.ship.cancelled),
    );
    onClose();
  };

  return (
    <OrderDialog
      title={shipment ? r.ship.correctTitle : r.ship.title(order.number)}
      form={form}
      busy={creating || updating}
      action={shipment ? t.common.save : r.ship.submit}
      submit={submit}
      onClose={onClose}
    >
      <QuantityInputs
        label={r.ship.items}
        items={items}
        most={most}
        quantities={quantities}
        onChange={(id, text) => setQuantities({ ...quantities, [id]: text })}
        errors={form.errors}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <Autocomplete
          label={r.ship.carrier}
          data={carriers}
          value={carrier}
          onChange={setCarrier}
          maxLength={100}
          error={form.errors.carrier}
          maxDropdownHeight={220}
        />
        <TextInput
          label={r.ship.number}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          maxLength={255}
          error={form.errors.trackingNumber}
        />
      </SimpleGrid>
      <TextInput
        label={r.ship.link}
        description={link === undefined && derived !== undefined ? r.ship.linkDerived(carrier.trim()) : r.ship.linkHelp}
        type="url"
        value={link ?? derived ?? ''}
        onChange={(event) => setLink(event.currentTarget.value)}
        maxLength={2000}
        error={form.errors.trackingUrl}
      />
      {shipment === undefined && <Emailed order={order} email="SHIPPED" />}
    </OrderDialog>
  );
}

function quantityIn(shipment: Shipment, { itemId, quantity }: { itemId: string; quantity: number }): boolean {
  return shipment.items.some((one) => one.item.id === itemId && one.quantity === quantity);
}
