using System.Globalization;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;

namespace Kube.Controllers.Autoscaling;

/// <summary>What pods use, as metrics.k8s.io says.</summary>
internal sealed class PodMetrics(IKubeClient client)
{
    private static readonly GroupVersionResource s_pods = new("metrics.k8s.io", "v1beta1", "pods");

    /// <param name="ns">The pods' namespace.</param>
    /// <param name="selector">Selects them.</param>
    /// <param name="resource"><c>cpu</c> or <c>memory</c>.</param>
    /// <param name="container">That container's alone; empty: all containers'.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ScalingMetricException">Nobody says.</exception>
    public async ValueTask<IReadOnlyDictionary<string, PodUsage>> FindAsync(string ns, string selector, string resource, string container, CancellationToken cancellationToken)
    {
        ResourceList<DynamicObject> list;
        try
        {
            list = await client.For(s_pods).ListAsync(ns, new ListOptions { LabelSelector = selector }, cancellationToken);
        }
        catch (ApiException fault)
        {
            var why = fault is ResourceNotServedException ? "the server could not find the requested resource (get pods.metrics.k8s.io)" : fault.Message;
            throw new ScalingMetricException($"unable to get metrics for resource {resource}: unable to fetch metrics from resource metrics API: {why}");
        }

        if (list.Items.Count == 0) throw new ScalingMetricException($"unable to get metrics for resource {resource}: no metrics returned from resource metrics API");
        var found = new Dictionary<string, PodUsage>(StringComparer.Ordinal);
        foreach (var item in list.Items)
            if (Read(item, resource, container) is { } usage) found[item.Name] = usage;
        return found;
    }

    // A pod of which one container is not known is not known.
    private static PodUsage? Read(DynamicObject item, string resource, string container)
    {
        var total = 0L;
        var seen = false;
        foreach (var node in (item.Tree.GetArray("containers"u8) ?? TreeArray.Empty).Items)
        {
            if (node is not TreeObject one || (container.Length > 0 && one.GetString("name"u8) != container)) continue;
            var text = one.GetObject("usage"u8)?[resource] switch { TreeString quantity => quantity.Value, { } number => number.ToString(), null => null };
            if (!ResourceQuantity.TryParse(text, out var used)) return null;
            total += used!.MilliValue;
            seen = true;
        }

        if (!seen) return null;
        var at = DateTimeOffset.TryParse(item.Tree.GetString("timestamp"u8), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : default;
        return new(total, at, Window(item.Tree.GetString("window"u8)));
    }

    // Metrics servers write seconds: 30s, 15.016s, or minutes before them.
    private static TimeSpan Window(string? text)
    {
        var rest = text.AsSpan();
        var minutes = rest.IndexOf('m');
        var total = TimeSpan.Zero;
        if (minutes > 0 && int.TryParse(rest[..minutes], CultureInfo.InvariantCulture, out var count))
        {
            total = TimeSpan.FromMinutes(count);
            rest = rest[(minutes + 1)..];
        }

        return rest is [.. var seconds, 's'] && double.TryParse(seconds, CultureInfo.InvariantCulture, out var more) ? total + TimeSpan.FromSeconds(more) : total;
    }
}
