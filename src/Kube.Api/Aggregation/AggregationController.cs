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

namespace Kube.Api.Aggregation;

/// <summary>Follows the APIServices that name a service: asks whether it answers, says so in their status, and tells the door who serves what.</summary>
/// <remarks>A change of an APIService, a service or its endpoints is looked at at once; beside that every half minute, as long as there is such an APIService at all.</remarks>
internal sealed partial class AggregationController(
    AggregatedApis apis, AvailabilityCheck check, IResourceCatalog catalog, IObjectReader reader, IKubeClient client, AggregationTools tools) : IHostedService, IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(30);
    private static readonly GroupVersionResource s_apiServices = new("apiregistration.k8s.io", "v1", "apiservices");
    private static readonly GroupVersionResource[] s_watched = [s_apiServices, new("", "v1", "services"), new("discovery.k8s.io", "v1", "endpointslices")];

    private readonly CancellationTokenSource _stopping = new();
    private readonly WatchSignal _bell = new();
    private readonly List<Task> _loops = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!catalog.Current.TryFind(s_apiServices, out _)) return Task.CompletedTask;
        foreach (var resource in s_watched)
            if (catalog.Current.TryFind(resource, out var definition)) _loops.Add(tools.Work.Run($"api.aggregation.{definition.Plural}", () => WatchAsync(definition)));
        _loops.Add(tools.Work.Run("api.aggregation", LoopAsync));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        _bell.Set();
        await Task.WhenAll(_loops);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task WatchAsync(ResourceDefinition resource)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var request = new RequestInfo { User = UserInfo.ApiServer, Verb = Verbs.Watch, Resource = resource };
                await using var watch = await reader.WatchAsync(request, new ListOptions(), _stopping.Token);
                do
                {
                    while (watch.TryRead(out _))
                    {
                        // Whatever it is, it is looked at.
                    }

                    // Services come and go by the thousand: they only matter where somebody serves behind one.
                    if (resource.Resource == s_apiServices || apis.Current.Count > 0) _bell.Set();
                }
                while (await watch.WaitToReadAsync(_stopping.Token));
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is ApiException or StoreException)
            {
                LogFailed(tools.Logger, e);
                await PauseAsync(s_pause);
            }
        }
    }

    private async Task LoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ReconcileAsync();
                using var round = apis.Current.Count == 0 ? null
                    : tools.Time.CreateTimer(static bell => ((WatchSignal)bell!).Set(), _bell, s_round, Timeout.InfiniteTimeSpan);
                await _bell.WaitAsync();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is ApiException or StoreException)
            {
                LogFailed(tools.Logger, e);
                await PauseAsync(s_pause);
            }
        }
    }

    private async Task ReconcileAsync()
    {
        var found = new List<AggregatedApi>();
        foreach (var service in (await client.For<V1APIService>().ListAsync("", ListOptions.Default, _stopping.Token)).Items)
        {
            if (service.Spec is not { Service: { } target } spec || service.Metadata.DeletionTimestamp is not null) continue;
            var api = new AggregatedApi
            {
                Group = spec.Group ?? "",
                Version = spec.Version ?? "",
                ServiceNamespace = target.Namespace ?? "",
                ServiceName = target.Name ?? "",
                ServicePort = target.Port ?? 443,
                CaBundle = spec.CaBundle,
                SkipsVerification = spec.InsecureSkipTLSVerify == true,
                GroupPriority = spec.GroupPriorityMinimum,
                VersionPriority = spec.VersionPriority,
            };
            var finding = await check.RunAsync(api, _stopping.Token);
            var known = apis.Find(api.Group, api.Version)?.Resources;
            found.Add(api with { IsAvailable = finding.IsAvailable, Resources = Tree.TreeNode.DeepEquals(known, finding.Resources) ? known : finding.Resources ?? known });
            await TellAsync(service, finding);
        }

        apis.Replace(found);
    }

    private async Task TellAsync(V1APIService service, AvailabilityCheck.Finding finding)
    {
        var value = finding.IsAvailable ? "True" : "False";
        service.Status ??= new V1APIServiceStatus();
        var conditions = service.Status.Conditions ??= [];
        var known = conditions.Find(static condition => condition.Type == "Available");
        if (known is not null && known.Status == value && known.Reason == finding.Reason && known.Message == finding.Message) return;
        var now = tools.Time.GetUtcNow().UtcDateTime;
        var made = new V1APIServiceCondition
        {
            Type = "Available", Status = value, Reason = finding.Reason, Message = finding.Message,
            LastTransitionTime = known?.Status == value ? known.LastTransitionTime : new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc),
        };
        if (known is not null) conditions.Remove(known);
        conditions.Add(made);
        try
        {
            await client.For<V1APIService>().UpdateAsync(new ObjectKey("", service.Metadata.Name!), "status", service, WriteOptions.Default, _stopping.Token);
        }
        catch (ApiException e) when (e is NotFoundException or ConflictException)
        {
            // It changed or went meanwhile: that rings again.
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, tools.Time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop looks at the token itself.
        }
    }

    [LoggerMessage(2300, LogLevel.Warning, "Following API services failed; it goes on shortly.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
