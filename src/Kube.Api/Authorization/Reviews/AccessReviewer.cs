using System.Collections.Immutable;
using Kube.Api.Authentication;
using Kube.Api.Models;

namespace Kube.Api.Authorization.Reviews;

/// <summary>Answers questions about access by asking the server's own authorizer.</summary>
internal sealed class AccessReviewer(IAuthorizer authorizer)
{
    public async ValueTask<V1SubjectAccessReviewStatus> AnswerAsync(
        UserInfo user, V1ResourceAttributes? resource, V1NonResourceAttributes? path, CancellationToken cancellationToken)
    {
        var asked = resource is not null ? Describe(user, resource) : new AuthorizationAttributes { User = user, Verb = path!.Verb ?? "", Path = path.Path ?? "" };
        // A path of no name is a path still.
        if (resource is null && asked.Path.Length == 0) asked = asked with { Path = "/" };
        var decision = await authorizer.AuthorizeAsync(asked, cancellationToken);
        return new V1SubjectAccessReviewStatus
        {
            Allowed = decision.IsAllowed,
            Denied = decision.Verdict == AuthorizationVerdict.Deny ? true : null,
            Reason = decision.Reason.Length == 0 ? null : decision.Reason,
        };
    }

    /// <summary>The user whom a review asks about.</summary>
    public static UserInfo UserOf(V1SubjectAccessReviewSpec spec) => new(
        spec.User ?? "",
        string.IsNullOrEmpty(spec.Uid) ? null : spec.Uid,
        spec.Groups,
        spec.Extra?.Select(static pair => KeyValuePair.Create(pair.Key, ImmutableArray.CreateRange(pair.Value))));

    private static AuthorizationAttributes Describe(UserInfo user, V1ResourceAttributes resource) => new()
    {
        User = user,
        Verb = resource.Verb ?? "",
        Namespace = resource.Namespace ?? "",
        Group = resource.Group ?? "",
        Version = resource.Version ?? "",
        Resource = resource.Resource ?? "",
        Subresource = resource.Subresource ?? "",
        Name = resource.Name ?? "",
        FieldSelector = SelectorText(resource.FieldSelector),
    };

    private static string SelectorText(V1FieldSelectorAttributes? selector)
    {
        if (selector is null) return "";
        if (!string.IsNullOrEmpty(selector.RawSelector)) return selector.RawSelector;
        // What a text cannot say is left out: the question then is about more, which is the safe side.
        return string.Join(',', (selector.Requirements ?? []).Select(static one => one switch
        {
            { Operator: "In", Values: [var value] } => $"{one.Key}={Escape(value)}",
            { Operator: "NotIn", Values: [var value] } => $"{one.Key}!={Escape(value)}",
            _ => "",
        }).Where(static text => text.Length > 0));
    }

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal);
}
