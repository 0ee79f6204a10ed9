namespace Kube.Api.Encryption.Kms;

/// <summary>How often a key was used one way.</summary>
/// <param name="type"><c>to_storage</c> or <c>from_storage</c>.</param>
/// <param name="keyId">The service's name of the key.</param>
internal sealed class KmsKeyUse(string type, string keyId)
{
    private long _count;
    private long _lastMilliseconds;

    public string Type => type;

    public string KeyId => keyId;

    public long Count => Interlocked.Read(ref _count);

    public double LastUnixSeconds => Interlocked.Read(ref _lastMilliseconds) / 1000.0;

    public void Add(DateTimeOffset at)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Exchange(ref _lastMilliseconds, at.ToUnixTimeMilliseconds());
    }
}
