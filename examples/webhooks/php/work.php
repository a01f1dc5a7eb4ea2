<?php

// Processes the events that receive.php has stored. Let cron start it every minute.

declare(strict_types=1);

require __DIR__ . '/inbox.php';

/** Applies an event to a copy of the shop's customers, one file per customer. */
function apply(string $folder, array $event): void
{
    $data = $event['data'];
    if (!str_starts_with($event['type'], 'customer.')) { // such as a test
        return;
    }
    if (isset($data['errors'])) {
        throw new RuntimeException($data['errors'][0]['message']);
    }
    $file = "$folder/$data[customerId].json";
    if (file_exists($file)) {
        $stored = json_decode(file_get_contents($file), true, flags: JSON_THROW_ON_ERROR);
        if ($stored['version'] >= $data['version']) {
            echo "Ignored version $data[version] of $data[customerId]\n";
            return;
        }
    }
    // A deleted customer leaves its version, so that an event that arrives late does not bring the customer back.
    $customer = $event['type'] === 'customer.deleted' ? null : $data['result']['customer'];
    $text = json_encode(['version' => $data['version'], 'customer' => $customer], JSON_THROW_ON_ERROR);
    if (file_put_contents("$file.new", $text) === false || !rename("$file.new", $file)) {
        throw new RuntimeException("Cannot write $file");
    }
    echo "Stored version $data[version] of $data[customerId]\n";
}

$folder = getenv('DATA') ?: __DIR__ . '/data';
$lock = fopen(__FILE__, 'r');
if (!flock($lock, LOCK_EX | LOCK_NB)) {
    exit; // still running
}
@mkdir("$folder/customers", 0700, true);
(new Inbox($folder))->work(fn (array $event) => apply("$folder/customers", $event));
