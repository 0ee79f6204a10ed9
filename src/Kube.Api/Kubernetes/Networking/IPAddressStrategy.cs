using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Networking;

/// <summary>Addresses given to services: named by the address itself, in its canonical form.</summary>
internal sealed class IPAddressStrategy : KubernetesStrategy<V1IPAddress>
{
    private static readonly FieldPath Parent = FieldPath.Root("spec").Child("parentRef");

    public override NameRule NameRule { get; } = new(Canonical, masksTrailingDash: false);

    protected override void Validate(V1IPAddress obj, FieldErrors errors)
    {
        if (obj.Spec.ParentRef is not { } parent)
        {
            errors.Required(Parent, "");
            return;
        }

        if (string.IsNullOrEmpty(parent.Resource)) errors.Required(Parent.Child("resource"));
        else errors.InvalidEach(Parent.Child("resource"), parent.Resource, FormatRules.PathSegment(parent.Resource));
        if (string.IsNullOrEmpty(parent.Name)) errors.Required(Parent.Child("name"));
        else errors.InvalidEach(Parent.Child("name"), parent.Name, FormatRules.PathSegment(parent.Name));
        if (!string.IsNullOrEmpty(parent.Namespace)) errors.InvalidEach(Parent.Child("namespace"), parent.Namespace, FormatRules.PathSegment(parent.Namespace));
        if (!string.IsNullOrEmpty(parent.Group)) errors.InvalidEach(Parent.Child("group"), parent.Group, FormatRules.DnsSubdomain(parent.Group));
    }

    protected override void ValidateChange(V1IPAddress obj, V1IPAddress old, FieldErrors errors)
    {
        var same = obj.Spec.ParentRef?.SemanticEquals(old.Spec.ParentRef) ?? old.Spec.ParentRef is null;
        var parent = obj.Spec.ParentRef;
        errors.Immutable(
            Parent,
            same,
            parent is null ? null : new JsonText(
                $"{{\"Group\":{BadValue.JsonQuote(parent.Group ?? "")},\"Resource\":{BadValue.JsonQuote(parent.Resource ?? "")},"
                + $"\"Namespace\":{BadValue.JsonQuote(parent.Namespace ?? "")},\"Name\":{BadValue.JsonQuote(parent.Name ?? "")}}}"));
    }

    private static IEnumerable<string> Canonical(string name)
    {
        var wrong = FormatRules.Ip(name);
        if (wrong.Count > 0) return wrong;
        var canonical = FormatRules.ParseIp(name)!.Address.ToString();
        return canonical == name ? [] : [$"must be in canonical form ({BadValue.Quote(canonical)})"];
    }
}
