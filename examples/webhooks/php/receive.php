<?php

// Receives webhooks of Clientele. WEBHOOK_SECRET is the secret of the webhook, and DATA the folder for the data.

declare(strict_types=1);

require __DIR__ . '/verify.php';
require __DIR__ . '/inbox.php';

if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    http_response_code(405);
    exit;
}
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$signatures = $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '';
$body = file_get_contents('php://input'); // exactly as it was received, because its bytes are signed
if (!verify(getenv('WEBHOOK_SECRET'), $id, $timestamp, $signatures, $body)) {
    error_log('Rejected a delivery');
    http_response_code(400);
    exit;
}
try {
    (new Inbox(getenv('DATA') ?: __DIR__ . '/data'))->add($id, $body);
    http_response_code(204);
} catch (Throwable $error) {
    error_log((string) $error);
    http_response_code(500); // Clientele sends the event again later
}
