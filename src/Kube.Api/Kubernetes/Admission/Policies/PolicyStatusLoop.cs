using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Tells in the status of each ValidatingAdmissionPolicy what its expressions get wrong about the kinds that it names. Upstream's controller manager does; here
/// the server itself knows the kinds.</summary>
internal sealed class PolicyStatusLoop(IKubeClientFactory clients, IResourceCatalog catalog, IWorkScheduler work, TimeProvider time, ILogger<PolicyStatusLoop> logger)
    : ServerLoops(work, time, logger)
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var policies = clients.Create(UserInfo.ApiServer, "validatingadmissionpolicy-status").For<V1ValidatingAdmissionPolicy>();
        Repeat("api.policystatus", () => FollowAsync(policies));
        return Task.CompletedTask;
    }

    private async Task FollowAsync(IResourceClient<V1ValidatingAdmissionPolicy> policies)
    {
        await foreach (var change in policies.WatchAsync("", new ListOptions(), Stopping))
            if (change.Type != WatchEventType.Deleted) await TellAsync(policies, change.Object);
        await PauseAsync();
    }

    private async Task TellAsync(IResourceClient<V1ValidatingAdmissionPolicy> policies, V1ValidatingAdmissionPolicy policy)
    {
        if (policy.Status?.ObservedGeneration == policy.Metadata.Generation && policy.Status?.TypeChecking is not null) return;
        var told = policy.DeepClone();
        told.Status ??= new V1ValidatingAdmissionPolicyStatus();
        told.Status.ObservedGeneration = policy.Metadata.Generation;
        told.Status.TypeChecking = new V1TypeChecking { ExpressionWarnings = new PolicyTypeCheck(catalog.Current).Check(policy) };
        try
        {
            await policies.UpdateAsync(new ObjectKey(policy.Metadata.Name!), "status", told, WriteOptions.Default, Stopping);
        }
        catch (ApiException e) when (e is ConflictException or NotFoundException)
        {
            // It changed or went: that is another event.
        }
    }
}
