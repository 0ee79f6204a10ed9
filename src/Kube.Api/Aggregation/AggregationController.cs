using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Api.Aggregation;

/// <summary>Follows the APIServices that name a service: asks whether it answers, says so in their status, and tells the door who serves what.</summary>
/// <remarks>A change of an APIService, a service or its endpoints is looked at at once; beside that every half minute, as long as there is such an APIService at all.</remarks>
internal sealed class AggregationController(
    AggregatedApis apis, AvailabilityCheck check, SpecReader specs, IResourceCatalog catalog, IObjectReader reader, IKubeClient client, AggregationTools tools)
    : ServerLoops(tools.Work, tools.Time, tools.Logger)
{
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(30);
    private static readonly GroupVersionResource s_apiServices = new("apiregistration.k8s.io", "v1", "apiservices");
    private static readonly GroupVersionResource[] s_watched = [s_apiServices, new("", "v1", "services"), new("discovery.k8s.io", "v1", "endpointslices")];

    private readonly WatchSignal _bell = new();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (!catalog.Current.TryFind(s_apiServices, out _)) return Task.CompletedTask;
        Stopping.UnsafeRegister(static bell => ((WatchSignal)bell!).Set(), _bell);
        foreach (var resource in s_watched)
            if (catalog.Current.TryFind(resource, out var definition)) Repeat($"api.aggregation.{definition.Plural}", () => WatchAsync(definition));
        Repeat("api.aggregation", RoundAsync);
        return Task.CompletedTask;
    }

    private async Task WatchAsync(ResourceDefinition resource)
    {
        var request = new RequestInfo { User = UserInfo.ApiServer, Verb = Verbs.Watch, Resource = resource };
        await using var watch = await reader.WatchAsync(request, new ListOptions(), Stopping);
        do
        {
            while (watch.TryRead(out _))
            {
                // Whatever it is, it is looked at.
            }

            // Services come and go by the thousand: they only matter where somebody serves behind one.
            if (resource.Resource == s_apiServices || apis.Current.Count > 0) _bell.Set();
        }
        while (await watch.WaitToReadAsync(Stopping));
        await PauseAsync();
    }

    private async Task RoundAsync()
    {
        await ReconcileAsync();
        using var round = apis.Current.Count == 0 ? null
            : Time.CreateTimer(static bell => ((WatchSignal)bell!).Set(), _bell, s_round, Timeout.InfiniteTimeSpan);
        await _bell.WaitAsync();
    }

    private async Task ReconcileAsync()
    {
        var services = (await client.For<V1APIService>().ListAsync("", ListOptions.Default, Stopping)).Items
            .Where(static service => service.Spec is { Service: not null } && service.Metadata.DeletionTimestamp is null).ToList();
        // All at once: one that is slow to answer delays none of the others for longer than the check's own limit.
        var found = await Task.WhenAll(services.Select(CheckAsync));
        // Whoever reads that it is available asks for what it serves.
        apis.Replace(found.Select(static one => one.Api));
        foreach (var (service, (_, finding)) in services.Zip(found)) await TellAsync(service, finding);
        apis.Replace(await Task.WhenAll(found.Select(one => DescribeAsync(one.Api))));
    }

    private async Task<(AggregatedApi Api, AvailabilityCheck.Finding Finding)> CheckAsync(V1APIService service)
    {
        var (spec, target) = (service.Spec!, service.Spec!.Service!);
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
        var finding = await check.RunAsync(api, Stopping);
        var known = apis.Find(api.Group, api.Version);
        var resources = Tree.TreeNode.DeepEquals(known?.Resources, finding.Resources) ? known?.Resources : finding.Resources ?? known?.Resources;
        return (api with { IsAvailable = finding.IsAvailable, Resources = resources, Spec = known?.Spec ?? AggregatedSpec.None }, finding);
    }

    private async Task<AggregatedApi> DescribeAsync(AggregatedApi api)
    {
        if (!api.IsAvailable) return api;
        var spec = await specs.ReadAsync(api, Stopping);
        return ReferenceEquals(spec, api.Spec) ? api : api with { Spec = spec };
    }

    private async Task TellAsync(V1APIService service, AvailabilityCheck.Finding finding)
    {
        var value = finding.IsAvailable ? "True" : "False";
        service.Status ??= new V1APIServiceStatus();
        var conditions = service.Status.Conditions ??= [];
        var known = conditions.Find(static condition => condition.Type == "Available");
        if (known is not null && known.Status == value && known.Reason == finding.Reason && known.Message == finding.Message) return;
        var now = Time.GetUtcNow().UtcDateTime;
        var made = new V1APIServiceCondition
        {
            Type = "Available", Status = value, Reason = finding.Reason, Message = finding.Message,
            LastTransitionTime = known?.Status == value ? known.LastTransitionTime : new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc),
        };
        if (known is not null) conditions.Remove(known);
        conditions.Add(made);
        try
        {
            await client.For<V1APIService>().UpdateAsync(new ObjectKey("", service.Metadata.Name!), "status", service, WriteOptions.Default, Stopping);
        }
        catch (ApiException e) when (e is NotFoundException or ConflictException)
        {
            // It changed or went meanwhile: that rings again.
        }
    }
}
