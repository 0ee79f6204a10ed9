using System.Security.Cryptography;
using System.Text;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Node.Identity;

/// <summary>Asks the cluster for a certificate, and waits until somebody has approved and signed it.</summary>
internal static class CertificateOrder
{
    // Upstream's; then it is asked for anew.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    /// <param name="client">Who asks.</param>
    /// <param name="wanted">What for.</param>
    /// <param name="key">The key that the certificate is for.</param>
    /// <param name="name">The request's name, under which it may be there already; null for a new one.</param>
    /// <param name="time">The clock of the wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The certificate, in PEM.</returns>
    /// <exception cref="CertificateRefusedException">It will not come.</exception>
    /// <exception cref="TimeoutException">Nobody signed it for a quarter of an hour.</exception>
    /// <exception cref="ApiException">The server refused to be asked.</exception>
    public static async Task<string> IssueAsync(
        IKubeClient client, WantedCertificate wanted, ECDsa key, string? name, TimeProvider time, CancellationToken cancellationToken)
    {
        name = await AskAsync(client, wanted, key, name, cancellationToken);
        using var deadline = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // From revision 0, a watch begins with what is there.
            var changes = client.For<V1CertificateSigningRequest>().WatchAsync("", new ListOptions { FieldSelector = $"metadata.name={name}", ResourceVersion = "0" }, either.Token);
            await foreach (var change in changes)
            {
                if (change.Type == WatchEventType.Deleted) throw new CertificateRefusedException(name, "is deleted");
                if (change.Type is WatchEventType.Added or WatchEventType.Modified && Answer(change.Object) is { } certificate) return certificate;
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Told below.
        }

        throw new TimeoutException($"certificate signing request {name} was not signed");
    }

    private static async Task<string> AskAsync(IKubeClient client, WantedCertificate wanted, ECDsa key, string? name, CancellationToken cancellationToken)
    {
        var request = new V1CertificateSigningRequest
        {
            Metadata = new() { Name = name, GenerateName = name is null ? "csr-" : null },
            Spec = new()
            {
                SignerName = wanted.Signer,
                Request = Encoding.ASCII.GetBytes(wanted.Request(key) + "\n"),
                Usages = ["digital signature", wanted.Usage],
                ExpirationSeconds = wanted.Duration > TimeSpan.Zero ? (int)wanted.Duration.TotalSeconds : null,
            },
        };
        try
        {
            return (await client.For<V1CertificateSigningRequest>().CreateAsync(request, WriteOptions.Default, cancellationToken)).Metadata.Name!;
        }
        catch (AlreadyExistsException) when (name is not null)
        {
            // Asked in an earlier life, with the same key.
            return name;
        }
    }

    private static string? Answer(V1CertificateSigningRequest request)
    {
        foreach (var condition in request.Status?.Conditions ?? [])
        {
            if (condition.Type is "Denied" or "Failed")
                throw new CertificateRefusedException(request.Metadata.Name!, $"{(condition.Type == "Denied" ? "is denied" : "failed")}, reason: {condition.Reason}, message: {condition.Message}");
        }

        return request.Status?.Certificate is { Length: > 0 } certificate ? Encoding.ASCII.GetString(certificate) : null;
    }
}
