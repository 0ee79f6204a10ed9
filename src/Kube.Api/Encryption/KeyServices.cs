using Microsoft.Extensions.Options;

namespace Kube.Api.Encryption;

/// <summary>Whether the key management services of the configuration can be used. Safe for concurrent use.</summary>
public sealed class KeyServices
{
    private readonly ValueEncryption _encryption;

    internal KeyServices(ValueEncryption encryption, IOptions<EncryptionOptions> options)
    {
        _encryption = encryption;
        AreFixed = !options.Value.Reloads;
    }

    /// <summary>Whether the configuration stays as it is while the server runs. When it does not, a server that has none now may have some later.</summary>
    public bool AreFixed { get; }

    /// <summary>How many there are now.</summary>
    public int Count => _encryption.Keyrings.Count;

    /// <summary>Whether one of them gave a good answer when it was last asked, which is once a minute.</summary>
    /// <param name="index">Its place in the configuration, from 0; one beyond the last is well.</param>
    public bool IsWell(int index) => _encryption.Keyrings is var services && (index >= services.Count || services[index].IsWell);

    /// <summary>Whether all of them did.</summary>
    public bool AreWell() => _encryption.Keyrings.All(static service => service.IsWell);
}
