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
    $deleted = in_array($event['type'], ['customer.deleted', 'customer.erased'], true);
    $stored = file_exists($file) ? json_decode(file_get_contents($file), true, flags: JSON_THROW_ON_ERROR) : [];
    if (isset($stored['deleted']) || !$deleted && ($stored['version'] ?? 0) >= $data['version']) {
        echo "Ignored version $data[version] of $data[customerId]\n";
        return;
    }
    // Remember the deletion, so that an event that arrives late does not bring the customer back.
    $record = $deleted
        ? ['deleted' => true]
        : ['version' => $data['version'], 'customer' => $data['result']['customer']];
    $text = json_encode($record, JSON_THROW_ON_ERROR);
    if (file_put_contents("$file.new", $text) === false || !rename("$file.new", $file)) {
        throw new RuntimeException("Cannot write $file");
    }
    echo $deleted ? "Deleted $data[customerId]\n" : "Stored version $data[version] of $data[customerId]\n";
}

$folder = getenv('DATA') ?: __DIR__ . '/data';
$inbox = new Inbox($folder);
@mkdir("$folder/customers", 0700); // exists after the first time
$lock = fopen("$folder/lock", 'c');
if (!flock($lock, LOCK_EX | LOCK_NB)) {
    exit; // an earlier run is still working
}
$inbox->work(fn (array $event) => apply("$folder/customers", $event));
