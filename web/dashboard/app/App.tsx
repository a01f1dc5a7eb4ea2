import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { lazy, Suspense } from 'react';
import { createBrowserRouter, Outlet } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { Starting } from '../parts/states';
import { Crash } from './Crash';
import { ClientProvider, SessionGate } from './session';
import { Missing, Shell } from './Shell';
import { variables } from './colours';
import { theme } from './theme';
import { InvitationPage, ResetPasswordPage, WelcomePage } from './Welcome';

// Each page is a file of its own, loaded when it is first opened.
const Home = lazy(() => import('../home/HomePage'));
const Customers = lazy(() => import('../customers/CustomersPage'));
const NewCustomer = lazy(() => import('../customers/NewCustomerPage'));
const Customer = lazy(() => import('../customers/CustomerPage'));
const Merge = lazy(() => import('../merging/MergePage'));
const Subscribers = lazy(() => import('../marketing/SubscribersPage'));
const Groups = lazy(() => import('../groups/GroupsPage'));
const Group = lazy(() => import('../groups/GroupPage'));
const Orders = lazy(() => import('../orders/OrdersPage'));
const NewOrder = lazy(() => import('../orders/PlaceOrderPage'));
const Order = lazy(() => import('../orders/OrderPage'));
const PackingSlip = lazy(() => import('../orders/print/PackingSlipPage'));
const Invoice = lazy(() => import('../orders/print/InvoicePage'));
const Jobs = lazy(() => import('../jobs/JobsPage'));
const Job = lazy(() => import('../jobs/JobPage'));
const Import = lazy(() => import('../jobs/ImportPage'));
const Fields = lazy(() => import('../definitions/FieldsPage'));
const Settings = lazy(() => import('../settings/SettingsPage'));

const router = createBrowserRouter(
  [
    { path: '/welcome', element: <WelcomePage />, errorElement: <Crash /> },
    { path: '/invitation', element: <InvitationPage />, errorElement: <Crash /> },
    { path: '/reset-password', element: <ResetPasswordPage />, errorElement: <Crash /> },
    {
      // Pages to print have nothing around them.
      element: (
        <SessionGate>
          <Outlet />
        </SessionGate>
      ),
      errorElement: <Crash />,
      children: [
        { path: 'orders/:id/packing-slip', element: <PackingSlip />, errorElement: <Crash /> },
        { path: 'orders/:id/invoice', element: <Invoice />, errorElement: <Crash /> },
      ],
    },
    {
      element: (
        <SessionGate>
          <Shell />
        </SessionGate>
      ),
      errorElement: <Crash />,
      children: [
        { index: true, element: <Home />, errorElement: <Crash /> },
        { path: 'customers', element: <Customers />, errorElement: <Crash /> },
        { path: 'customers/new', element: <NewCustomer />, errorElement: <Crash /> },
        { path: 'customers/:id', element: <Customer />, errorElement: <Crash /> },
        { path: 'customers/:id/merge', element: <Merge />, errorElement: <Crash /> },
        { path: 'groups', element: <Groups />, errorElement: <Crash /> },
        { path: 'groups/:id', element: <Group />, errorElement: <Crash /> },
        { path: 'subscribers', element: <Subscribers />, errorElement: <Crash /> },
        { path: 'orders', element: <Orders />, errorElement: <Crash /> },
        { path: 'orders/new', element: <NewOrder />, errorElement: <Crash /> },
        { path: 'orders/:id', element: <Order />, errorElement: <Crash /> },
        { path: 'jobs', element: <Jobs />, errorElement: <Crash /> },
        { path: 'jobs/import/:kind', element: <Import />, errorElement: <Crash /> },
        { path: 'jobs/:id', element: <Job />, errorElement: <Crash /> },
        { path: 'fields', element: <Fields />, errorElement: <Crash /> },
        { path: 'settings/:tab?/:id?', element: <Settings />, errorElement: <Crash /> },
        { path: '*', element: <Missing /> },
      ],
    },
  ],
  { basename: '/dashboard' },
);

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <Notifications position="bottom-center" autoClose={5000} />
      <ClientProvider>
        <Suspense fallback={<Starting />}>
          <RouterProvider router={router} />
        </Suspense>
      </ClientProvider>
    </MantineProvider>
  );
}
