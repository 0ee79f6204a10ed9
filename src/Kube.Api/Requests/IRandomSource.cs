namespace Kube.Api.Requests;

/// <summary>Where uids, generated names and spread timeouts come from, so that a run can be repeated from its seed. Calls overlap.</summary>
public interface IRandomSource
{
    /// <summary>Fills a buffer with random bytes. The shipped source is the system's cryptographic one: uids must not be guessable.</summary>
    void Fill(Span<byte> buffer);
}
