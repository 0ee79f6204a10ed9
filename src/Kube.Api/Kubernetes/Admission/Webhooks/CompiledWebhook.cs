using Kube.Api.Kubernetes.Admission.Policies;
using Kube.Api.Models;
using Kube.Api.Webhooks;

namespace Kube.Api.Kubernetes.Admission.Webhooks;

/// <summary>One webhook of a configuration, ready to be matched and asked. Immutable.</summary>
internal sealed record CompiledWebhook(string Name, WebhookEndpoint Endpoint, MatchRules Match, IReadOnlyList<PolicyExpression> Conditions)
{
    private const int HttpsPort = 443;

    /// <summary>The name of the configuration that it stands in.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>Whether a webhook that cannot be asked refuses the request.</summary>
    public required bool Fails { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>It is asked again when others changed the object after it.</summary>
    public bool Reinvokes { get; init; }

    /// <summary>Asking it does nothing by itself, so that it may be asked in a dry run.</summary>
    public required bool AllowsDryRun { get; init; }

    public static CompiledWebhook Of(V1MutatingWebhook hook) => new(hook.Name, EndpointOf(hook.ClientConfig), Rules(hook.Rules, hook.NamespaceSelector, hook.ObjectSelector, hook.MatchPolicy), Compile(hook.MatchConditions))
    {
        Fails = hook.FailurePolicy != "Ignore",
        Timeout = TimeSpan.FromSeconds(hook.TimeoutSeconds ?? 10),
        Reinvokes = hook.ReinvocationPolicy == "IfNeeded",
        AllowsDryRun = hook.SideEffects is "None" or "NoneOnDryRun",
    };

    public static CompiledWebhook Of(V1ValidatingWebhook hook) => new(hook.Name, EndpointOf(hook.ClientConfig), Rules(hook.Rules, hook.NamespaceSelector, hook.ObjectSelector, hook.MatchPolicy), Compile(hook.MatchConditions))
    {
        Fails = hook.FailurePolicy != "Ignore",
        Timeout = TimeSpan.FromSeconds(hook.TimeoutSeconds ?? 10),
        AllowsDryRun = hook.SideEffects is "None" or "NoneOnDryRun",
    };

    private static WebhookEndpoint EndpointOf(Admissionregistrationv1WebhookClientConfig client) => client.Service is { } service
        ? new WebhookEndpoint(null, service.Namespace, service.Name, service.Port ?? HttpsPort, service.Path ?? "", client.CaBundle)
        : new WebhookEndpoint(new Uri(client.Url!), "", "", 0, "", client.CaBundle);

    private static MatchRules Rules(List<V1RuleWithOperations>? rules, V1LabelSelector? namespaces, V1LabelSelector? objects, string? policy) => new(
        [.. (rules ?? []).Select(static rule => new V1NamedRuleWithOperations
        {
            ApiGroups = rule.ApiGroups, ApiVersions = rule.ApiVersions, Operations = rule.Operations, Resources = rule.Resources, Scope = rule.Scope,
        })],
        [], MatchRules.Selector(namespaces), MatchRules.Selector(objects), policy != "Exact");

    private static PolicyExpression[] Compile(List<V1MatchCondition>? conditions) =>
    [
        .. (conditions ?? []).Select(static condition => PolicyExpression.Of(
            condition.Expression, static (string text, out Cel.CelProgram? program) => PolicyCompiler.TryCompile(PolicyEnvironment.MatchConditions, text, out program)))
            .OfType<PolicyExpression>(),
    ];
}
