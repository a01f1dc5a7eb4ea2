<?php

// Signs a customer up and changes the account.

declare(strict_types=1);

require __DIR__ . '/Clientele.php';

const SIGN_UP = <<<'GRAPHQL'
mutation SignUp($input: CreateCustomerInput!) {
  createCustomer(input: $input) { customerToken { accessToken } userErrors { code field message } }
}
GRAPHQL;

const UPDATE = <<<'GRAPHQL'
mutation Update($input: UpdateCustomerInput!) {
  updateCustomer(input: $input) { customer { name phone } userErrors { code field message } }
}
GRAPHQL;

$url = getenv('URL') ?: 'http://localhost:8080/graphql';
$input = [
    'email' => 'ann@example.com',
    'password' => 'correct horse battery',
    'name' => 'Ann',
    'phone' => '+353870000001',
];
$account = (new Clientele($url))->send(SIGN_UP, ['input' => $input])['createCustomer'];
foreach ($account['userErrors'] as $error) {
    exit(implode('.', $error['field']) . ": $error[message]\n");
}
$customer = new Clientele($url, ['X-Customer-Token' => $account['customerToken']['accessToken']]);

/** Changes the customer and prints the result. */
function update(Clientele $customer, array $input): void
{
    $payload = $customer->send(UPDATE, ['input' => $input])['updateCustomer'];
    foreach ($payload['userErrors'] as $error) {
        echo "$error[code] ", implode('.', $error['field']), "\n";
    }
    if ($payload['customer'] !== null) {
        echo $payload['customer']['name'], ' ', $payload['customer']['phone'] ?? 'no phone', "\n";
    }
}

update($customer, ['name' => 'Ann Green']); // keeps the phone number
update($customer, ['phone' => '12']); // prints the user error
update($customer, ['phone' => null]); // clears the phone number
update($customer, []); // changes nothing

echo $customer->send('{ me { name } }')['me']['name'], "\n"; // without variables
