using System.Net;
using System.Security.Cryptography;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Samples.Cluster;

/// <summary>Approves the serving certificates of nodes whose names and addresses this process gave them. Kubernetes leaves that to whoever knows its machines.</summary>
internal sealed class ServingApproval(IKubeClient client, IReadOnlyDictionary<string, IPAddress> nodes)
{
    private const string UserPrefix = "system:node:";

    private static readonly ListOptions s_requests = new() { FieldSelector = "spec.signerName=kubernetes.io/kubelet-serving", ResourceVersion = "0" };

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in client.For<V1CertificateSigningRequest>().WatchAsync("", s_requests, stopping))
                {
                    if (change.Type is WatchEventType.Added or WatchEventType.Modified && IsOurs(change.Object)) await ApproveAsync(change.Object, stopping);
                }
            }
            catch (ApiException)
            {
                // Somebody else has changed it, or the watch is too far behind: it begins anew.
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private bool IsOurs(V1CertificateSigningRequest request)
    {
        if (request.Status?.Conditions is { Count: > 0 } || request.Spec.Username?.StartsWith(UserPrefix, StringComparison.Ordinal) != true) return false;
        var name = request.Spec.Username[UserPrefix.Length..];
        try
        {
            return nodes.TryGetValue(name, out var address) && SigningRequest.Parse(request.Spec.Request) is var asked
                && asked.CommonName == request.Spec.Username && asked.DnsNames is [var dns] && dns == name && asked.Addresses is [var own] && own.Equals(address);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private async Task ApproveAsync(V1CertificateSigningRequest request, CancellationToken cancellationToken)
    {
        var approved = request.DeepClone();
        approved.Status = new() { Conditions = [new() { Type = "Approved", Status = "True", Reason = "NodeOfThisCluster", Message = "The name and the address are those that the cluster gave to this node." }] };
        await client.For<V1CertificateSigningRequest>().UpdateAsync(new(request.Metadata.Name!), "approval", approved, WriteOptions.Default, cancellationToken);
    }
}
