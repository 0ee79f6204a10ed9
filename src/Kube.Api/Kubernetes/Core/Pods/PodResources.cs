using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>How pods stand in the catalog.</summary>
internal static class PodResources
{
    private static readonly string[] Connect = [Verbs.Create, Verbs.Get];
    private static readonly string[] Proxied = [Verbs.Create, Verbs.Delete, Verbs.Get, Verbs.Patch, Verbs.Update];

    public static ResourceDefinition Make() => new()
    {
        Codec = Kinds.Codec("", "v1", "Pod"),
        Plural = "pods",
        Namespaced = true,
        ShortNames = ["po"],
        Categories = [Kinds.All],
        Strategy = new PodStrategy(),
        Table = new PodTable(),
        SelectableFields =
        [
            new("spec.nodeName", "spec.nodeName", Indexed: true), new("spec.host", "spec.nodeName"), new("spec.restartPolicy"), new("spec.schedulerName"),
            new("spec.serviceAccountName"), new("spec.hostNetwork", "spec.hostNetwork", Default: "false"), new("status.phase"), new("status.podIP"),

            // Accepted, but never had a value upstream.
            new("status.podIPs", "status.noSuchField"), new("status.nominatedNodeName"),
        ],
        Subresources =
        [
            Kinds.Listed("attach", "PodAttachOptions", Connect),
            new() { Name = "binding", Verbs = [Verbs.Create], Codec = Kinds.Codec("", "v1", "Binding") },
            new() { Name = "ephemeralcontainers", Verbs = Kinds.ReadWrite, Strategy = new PodEphemeralContainersStrategy() },
            new() { Name = "eviction", Verbs = [Verbs.Create], Codec = Kinds.Codec("policy", "v1", "Eviction"), OtherVersions = ["policy/v1beta1"] },
            Kinds.Listed("exec", "PodExecOptions", Connect),
            Kinds.Listed("log", "Pod", Verbs.Get),
            Kinds.Listed("portforward", "PodPortForwardOptions", Connect),
            Kinds.Listed("proxy", "PodProxyOptions", Proxied),
            new() { Name = "resize", Verbs = Kinds.ReadWrite, Strategy = new PodResizeStrategy() },
            SubresourceDefinition.Status(new PodStatusStrategy()),
        ],
    };
}
