using Kube.Api.Admission;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Cel.Functions;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>A request as expressions see it: trees in the version that the policy is about. Each is made when it is first looked at.</summary>
internal sealed class PolicyInputs(AdmissionRequest request, ResourceDefinition version, V1Namespace? ns)
{
    private TreeNode? _object;
    private TreeNode? _old;
    private TreeNode? _request;
    private TreeNode? _namespace;

    /// <summary>The object; null for a delete.</summary>
    public TreeNode? Object => _object ??= Tree(request.Object);

    public TreeNode? OldObject => _old ??= Tree(request.OldObject);

    public TreeNode Request => _request ??= RequestTrees.Of(request, version);

    public TreeNode? Namespace => ns is null ? null : _namespace ??= RequestTrees.Of(ns);

    /// <summary>An object in a version, as it would be served, without the revision.</summary>
    private TreeNode? Tree(IKubernetesObject<V1ObjectMeta>? stored) => stored is null ? null : RequestTrees.Of(stored, version);

    /// <summary>What a question of an expression is to the authorizers.</summary>
    public AuthorizationAttributes Attributes(CelAuthorizationQuestion question) => new()
    {
        User = question.User is { } name ? ServiceAccount(name) : request.User,
        Verb = question.Verb,
        Path = question.Path ?? "",
        Group = question.Group,
        Version = question.Path is null ? "*" : "",
        Resource = question.Resource,
        Subresource = question.Subresource,
        Namespace = question.Namespace,
        Name = question.Name,
        FieldSelector = question.FieldSelector,
    };

    /// <summary>The question about the request's own object, to which only the verb is missing.</summary>
    public CelAuthorizationQuestion OwnQuestion(Func<CelAuthorizationQuestion, CelAuthorizationAnswer> ask) => new(ask)
    {
        Group = version.Kind.Group,
        Resource = version.Plural,
        Subresource = request.Subresource,
        Namespace = request.Namespace,
        Name = request.Name,
    };

    private static Authentication.UserInfo ServiceAccount(string name)
    {
        var home = name.Split(':')[2];
        return new Authentication.UserInfo(name, groups: ["system:serviceaccounts", $"system:serviceaccounts:{home}", "system:authenticated"]);
    }
}
