using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Errors;
using Kube.Store.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Tells in the status of each ValidatingAdmissionPolicy what its expressions get wrong about the kinds that it names. Upstream's controller manager does; here
/// the server itself knows the kinds.</summary>
internal sealed partial class PolicyStatusLoop(IKubeClientFactory clients, IResourceCatalog catalog, IWorkScheduler work, TimeProvider time, ILogger<PolicyStatusLoop> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = work.Run("api.policystatus", LoopAsync);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task LoopAsync()
    {
        var policies = clients.Create(UserInfo.ApiServer, "validatingadmissionpolicy-status").For<V1ValidatingAdmissionPolicy>();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in policies.WatchAsync("", new ListOptions(), _stopping.Token))
                    if (change.Type != WatchEventType.Deleted) await TellAsync(policies, change.Object);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is ApiException or StoreException or IOException)
            {
                LogFailed(logger, e);
            }

            await PauseAsync();
        }
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
            await policies.UpdateAsync(new ObjectKey(policy.Metadata.Name!), "status", told, WriteOptions.Default, _stopping.Token);
        }
        catch (ApiException e) when (e is ConflictException or NotFoundException)
        {
            // It changed or went: that is another event.
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(s_pause, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    [LoggerMessage(2090, LogLevel.Warning, "Policies could not be followed.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
