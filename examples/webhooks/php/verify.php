<?php

declare(strict_types=1);

/** How far the clocks of the two servers may differ, and how long a delivery may be on its way, in seconds. */
const TOLERANCE = 5 * 60;

/**
 * Reports whether a delivery was signed with the secret within the last minutes. While a secret is being rotated,
 * deliveries have several signatures, separated by spaces.
 */
function verify(string $secret, string $id, string $timestamp, string $signatures, string $body): bool
{
    if (!ctype_digit($timestamp) || abs(time() - (int) $timestamp) > TOLERANCE) {
        return false;
    }
    $key = base64_decode(substr($secret, strlen('whsec_')), strict: true);
    if ($key === false || strlen($key) < 24) {
        throw new RuntimeException('WEBHOOK_SECRET is not the secret of a webhook');
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, binary: true));
    foreach (explode(' ', $signatures) as $signature) {
        if (hash_equals($expected, $signature)) {
            return true;
        }
    }
    return false;
}
