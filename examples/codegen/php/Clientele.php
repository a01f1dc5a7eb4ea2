<?php

declare(strict_types=1);

/** Sends operations to a shop. */
final class Clientele
{
    private CurlHandle $curl;

    /** @param array<string, string> $headers such as ['Authorization' => 'Bearer sk_…'] */
    public function __construct(private string $url, private array $headers = [])
    {
        $this->curl = curl_init(); // keeps the connection open for the next operation
    }

    /**
     * Returns the data of an operation. It throws an exception for top-level errors.
     *
     * @param array<string, mixed> $variables A variable that is missing is omitted; null clears a value.
     * @return array<string, mixed>
     */
    public function send(string $query, array $variables = []): array
    {
        $headers = ['Content-Type: application/json'];
        foreach ($this->headers as $name => $value) {
            $headers[] = "$name: $value";
        }
        $body = ['query' => $query, 'variables' => $variables];
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $this->url,
            CURLOPT_POSTFIELDS => json_encode($body, JSON_THROW_ON_ERROR),
            CURLOPT_HTTPHEADER => $headers,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_CONNECTTIMEOUT => 5,
            CURLOPT_TIMEOUT => 30,
            CURLOPT_ENCODING => '', // every encoding that curl supports
        ]);
        $text = curl_exec($this->curl);
        if ($text === false) {
            throw new RuntimeException(curl_error($this->curl));
        }
        $answer = json_decode($text, true, flags: JSON_THROW_ON_ERROR);
        if (isset($answer['errors'])) {
            $error = $answer['errors'][0];
            throw new RuntimeException(($error['extensions']['code'] ?? 'ERROR') . ': ' . $error['message']);
        }
        return $answer['data'];
    }
}
