using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Kube.Api.Metrics;
using Kube.Shared.Grpc;

namespace Kube.Api.Encryption.Kms;

/// <summary>What key management services were asked, and which of their keys are in use, under upstream's names. Keys are told by their hash.</summary>
internal sealed class KmsMetrics(ValueEncryption encryption, TimeProvider time) : IMetricSource
{
    private const string Prefix = "apiserver_envelope_encryption_";

    // From a tenth of a millisecond, doubled nineteen times.
    private static readonly double[] s_bounds = [.. Enumerable.Range(0, 20).Select(static power => 0.0001 * (1 << power))];

    private readonly HistogramFamily<(string Provider, string Method, string Code)> _calls = new(s_bounds);
    private readonly ConcurrentDictionary<(string Provider, string KeyHash), double> _told = new();
    private readonly ConcurrentDictionary<(string Provider, string Error), long> _invalid = new();

    /// <summary>Notes that a service is asked.</summary>
    public long Begin() => time.GetTimestamp();

    /// <summary>Notes its answer; <paramref name="failure"/> is null when it is one.</summary>
    public void End(string provider, string method, long started, GrpcException? failure) =>
        _calls.Record((provider, method, failure is null ? "OK" : failure.Code.ToString()), time.GetElapsedTime(started));

    /// <summary>Notes which key a service said is its.</summary>
    public void Told(string provider, string keyId)
    {
        if (keyId.Length is > 0 and <= 1024) _told[(provider, Hash(keyId))] = Now();
        else _invalid.AddOrUpdate((provider, keyId.Length == 0 ? "empty" : "too_long"), 1, static (_, count) => count + 1);
    }

    public void Collect(IMetricSink sink)
    {
        var keyrings = encryption.Keyrings;
        if (keyrings.Count == 0) return;
        sink.Begin(Prefix + "kms_operations_latency_seconds", "histogram", "[ALPHA] How long calls of key management services took, by their gRPC status.");
        foreach (var ((provider, method, code), histogram) in _calls.All) sink.Add(histogram, ("provider_name", provider), ("method_name", method), ("grpc_status_code", code));
        sink.Begin(Prefix + "dek_source_cache_size", "gauge", "[ALPHA] Seeds that are at hand.");
        foreach (var keyring in keyrings) sink.Add(keyring.Seeds, ("provider_name", keyring.Name));
        sink.Begin(Prefix + "invalid_key_id_from_status_total", "counter", "[ALPHA] Key identifiers that services gave and that cannot be.");
        foreach (var ((provider, error), count) in _invalid.ToArray()) sink.Add(count, ("provider_name", provider), ("error", error));
        sink.Begin(Prefix + "key_id_hash_status_last_timestamp_seconds", "gauge", "[ALPHA] When a service last said that a key is its.");
        foreach (var ((provider, hash), at) in _told.ToArray()) sink.Add(at, ("provider_name", provider), ("key_id_hash", hash), ("apiserver_id_hash", ""));
        CollectUses(sink, keyrings);
    }

    private static void CollectUses(IMetricSink sink, IReadOnlyList<KmsKeyring> keyrings)
    {
        (KmsKeyring Keyring, KmsKeyUse Use)[] uses = [.. keyrings.SelectMany(static keyring => keyring.Uses.Select(use => (keyring, use)))];
        sink.Begin(Prefix + "key_id_hash_total", "counter", "[ALPHA] Values that were encrypted or decrypted with a key.");
        foreach (var (keyring, use) in uses) sink.Add(use.Count, Labels(keyring, use));
        sink.Begin(Prefix + "key_id_hash_last_timestamp_seconds", "gauge", "[ALPHA] When a key was last used.");
        foreach (var (keyring, use) in uses) sink.Add(use.LastUnixSeconds, Labels(keyring, use));
    }

    private static (string Name, string Value)[] Labels(KmsKeyring keyring, KmsKeyUse use) =>
        [("transformation_type", use.Type), ("provider_name", keyring.Name), ("key_id_hash", Hash(use.KeyId)), ("apiserver_id_hash", "")];

    private double Now() => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private static string Hash(string keyId) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(keyId)));
}
