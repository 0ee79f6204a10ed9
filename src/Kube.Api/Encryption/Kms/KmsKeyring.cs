using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Kube.Api.Encryption.Kms.Protos;
using Kube.Api.Watch;

namespace Kube.Api.Encryption.Kms;

/// <summary>The seeds of one key management service, as far as this server has them. It never waits for the service: what it lacks it notes, for
/// <see cref="KmsFollower"/> to fetch. Safe for concurrent use.</summary>
/// <param name="name">The service's name.</param>
/// <param name="socket">Where it listens.</param>
/// <param name="timeout">How long a call may take.</param>
internal sealed class KmsKeyring(string name, string socket, TimeSpan timeout)
{
    private readonly ConcurrentDictionary<string, KmsSeed> _seeds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EncryptedObject> _wanted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Type, string KeyId), KmsKeyUse> _uses = new();
    private volatile WritingSeed? _writing;
    private volatile bool _isWell;

    public string Name => name;

    /// <summary>The Unix socket on which the service listens.</summary>
    public string Socket => socket;

    /// <summary>How long a call of it may take.</summary>
    public TimeSpan Timeout => timeout;

    /// <summary>The clock by which uses are noted.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Whether the service gave a good answer when it was last asked.</summary>
    public bool IsWell
    {
        get => _isWell;
        set => _isWell = value;
    }

    /// <summary>How many seeds are at hand.</summary>
    public int Seeds => _seeds.Count;

    /// <summary>How often its keys were used.</summary>
    public IEnumerable<KmsKeyUse> Uses => _uses.Values;

    /// <summary>Rung when a seed is wanted.</summary>
    public WatchSignal? Bell { get; set; }

    /// <summary>The service's key under which this server's seed lies; null before it has one.</summary>
    public string? KeyId => _writing?.Envelope.KeyId;

    /// <summary>The values whose seeds are not here.</summary>
    public EncryptedObject[] Wanted => [.. _wanted.Values];

    /// <summary>Encrypts with this server's seed.</summary>
    /// <exception cref="CryptographicException">There is none, or the service has not answered for too long.</exception>
    public EncryptedObject Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> key)
    {
        if (_writing is not { } writing) throw new CryptographicException($"the key management service \"{name}\" has given no key yet, or has not answered for too long");
        Use("to_storage", writing.Envelope.KeyId);
        var value = writing.Envelope.Clone();
        value.EncryptedData = UnsafeByteOperations.UnsafeWrap(writing.Seed.Seal(plain, key));
        return value;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">Its seed is not here, or it is not what that seed wrote there.</exception>
    public byte[] Open(EncryptedObject value, ReadOnlySpan<byte> key)
    {
        Use("from_storage", value.KeyId);
        var id = IdOf(value);
        if (_seeds.TryGetValue(id, out var seed)) return seed.Open(value.EncryptedData.Span, key);
        var envelope = value.Clone();
        envelope.EncryptedData = ByteString.Empty;
        if (_wanted.TryAdd(id, envelope)) Bell?.Set();
        throw new CryptographicException($"failed to decrypt DEK, error: the key management service \"{name}\" has not opened it yet");
    }

    /// <summary>Takes a seed that the service has opened.</summary>
    public void Learn(EncryptedObject envelope, byte[] secret)
    {
        var id = IdOf(envelope);
        _seeds[id] = new KmsSeed(secret, envelope.EncryptedDekSourceType == EncryptedDEKSourceType.AesGcmKey);
        _wanted.TryRemove(id, out _);
    }

    /// <summary>Writes with a seed from here on.</summary>
    public void Write(EncryptedObject envelope, byte[] secret)
    {
        Learn(envelope, secret);
        _writing = new WritingSeed(envelope, new KmsSeed(secret, isKey: false));
    }

    /// <summary>Whether another one is for the same service.</summary>
    public bool IsOfSameService(KmsKeyring other) => other.Name == name && other.Socket == socket;

    /// <summary>Has what another one of the same service has.</summary>
    public void TakeOver(KmsKeyring other)
    {
        foreach (var (id, seed) in other._seeds) _seeds.TryAdd(id, seed);
        foreach (var (key, use) in other._uses) _uses.TryAdd(key, use);
        (_writing, _isWell) = (other._writing, other._isWell);
    }

    /// <summary>Writes no more: nobody knows any longer whether the key may be used.</summary>
    public void Expire() => _writing = null;

    private void Use(string type, string keyId) => _uses.GetOrAdd((type, keyId), static key => new KmsKeyUse(key.Type, key.KeyId)).Add(Time.GetUtcNow());

    private static string IdOf(EncryptedObject value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes((int)value.EncryptedDekSourceType));
        Append(value.EncryptedDekSource.Span);
        Append(System.Text.Encoding.UTF8.GetBytes(value.KeyId));
        foreach (var (key, text) in value.Annotations.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            Append(System.Text.Encoding.UTF8.GetBytes(key));
            Append(text.Span);
        }

        return Convert.ToHexString(hash.GetHashAndReset());

        // With its length in front, so that no two lists of parts are the same bytes.
        void Append(ReadOnlySpan<byte> part)
        {
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(part);
        }
    }

    private sealed record WritingSeed(EncryptedObject Envelope, KmsSeed Seed);
}
