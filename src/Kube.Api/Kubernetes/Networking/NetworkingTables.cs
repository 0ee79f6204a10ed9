using Kube.Api.Models;
using Kube.Api.Tables;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Networking;

/// <summary>How the kinds of <c>networking.k8s.io</c> are shown.</summary>
internal static class NetworkingTables
{
    private const string NoValue = "<none>";

    public static KindTable<V1Ingress> Ingress { get; } = new(
        [
            Columns.Name,
            Columns.Text("Class", "Who serves it."),
            Columns.Text("Hosts", "Host names that it answers to."),
            Columns.Text("Address", "Where it is reached."),
            Columns.Text("Ports", "Ports that it listens on."),
            Columns.Age,
        ],
        static (ingress, row) => row
            .Text(ingress.Metadata.Name)
            .Text(ingress.Spec.IngressClassName ?? ingress.Metadata.Annotations?.GetValueOrDefault("kubernetes.io/ingress.class") ?? NoValue)
            .Text(Hosts(ingress.Spec.Rules))
            .Text(string.Join(',', (ingress.Status.LoadBalancer?.Ingress ?? []).Select(i => string.IsNullOrEmpty(i.Ip) ? i.Hostname : i.Ip)))
            .Text(ingress.Spec.Tls is { Count: > 0 } ? "80, 443" : "80")
            .Age(ingress.Metadata.CreationTimestamp));

    public static KindTable<V1IngressClass> IngressClass { get; } = new(
        [Columns.Name, Columns.Text("Controller", "Who serves the class."), Columns.Text("Parameters", "Its settings."), Columns.Age],
        static (item, row) => row
            .Text(item.Metadata.Name).Text(item.Spec.Controller).Text(Parameters(item.Spec.Parameters)).Age(item.Metadata.CreationTimestamp));

    public static KindTable<V1NetworkPolicy> NetworkPolicy { get; } = new(
        [Columns.Name, Columns.Text("Pod-Selector", "Labels of the pods that it isolates."), Columns.Age],
        static (policy, row) => row
            .Text(policy.Metadata.Name).Text(LabelSelectorValidation.Format(policy.Spec.PodSelector)).Age(policy.Metadata.CreationTimestamp));

    // Upstream declares two columns and fills three cells.
    public static KindTable<V1IPAddress> IPAddress { get; } = new(
        [Columns.Name, Columns.Text("ParentRef", "What has the address.")],
        static (address, row) => row.Text(address.Metadata.Name).Text(Parent(address.Spec.ParentRef)).Age(address.Metadata.CreationTimestamp));

    public static KindTable<V1ServiceCIDR> ServiceCidr { get; } = new(
        [Columns.Name, Columns.Text("CIDRs", "The ranges that services get addresses from."), Columns.Age],
        static (cidr, row) => row.Text(cidr.Metadata.Name).Text(string.Join(',', cidr.Spec.Cidrs ?? [])).Age(cidr.Metadata.CreationTimestamp));

    private static string Hosts(List<V1IngressRule>? rules)
    {
        var hosts = (rules ?? []).Select(rule => rule.Host ?? "").Where(host => host.Length > 0).ToList();
        var text = string.Join(',', hosts.Take(3));
        if (hosts.Count > 3) text += $" + {hosts.Count - 3} more...";
        return text.Length == 0 ? "*" : text;
    }

    private static string Parameters(V1IngressClassParametersReference? parameters)
    {
        if (parameters is null) return NoValue;
        var kind = string.IsNullOrEmpty(parameters.ApiGroup) ? parameters.Kind : $"{parameters.Kind}.{parameters.ApiGroup}";
        return $"{kind}/{parameters.Name}";
    }

    private static string Parent(V1ParentReference? parent)
    {
        if (parent is null) return NoValue;
        var group = string.IsNullOrEmpty(parent.Group) ? "" : $".{parent.Group}";
        var place = string.IsNullOrEmpty(parent.Namespace) ? "" : $"{parent.Namespace}/";
        return $"{parent.Resource}{group}/{place}{parent.Name}";
    }
}
