using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Networking;

/// <summary>The rules of network policies.</summary>
internal static class NetworkPolicyValidation
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");
    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];

    public static void Validate(V1NetworkPolicySpec spec, FieldErrors errors)
    {
        LabelSelectorValidation.Validate(spec.PodSelector, errors, Spec.Child("podSelector"));
        for (var i = 0; i < spec.Ingress?.Count; i++)
        {
            var path = Spec.Child("ingress").Index(i);
            ValidatePorts(spec.Ingress[i].Ports, errors, path);
            for (var j = 0; j < spec.Ingress[i].From?.Count; j++) ValidatePeer(spec.Ingress[i].From![j], errors, path.Child("from").Index(j));
        }

        for (var i = 0; i < spec.Egress?.Count; i++)
        {
            var path = Spec.Child("egress").Index(i);
            ValidatePorts(spec.Egress[i].Ports, errors, path);
            for (var j = 0; j < spec.Egress[i].To?.Count; j++) ValidatePeer(spec.Egress[i].To![j], errors, path.Child("to").Index(j));
        }

        if (spec.PolicyTypes?.Count > 2)
        {
            errors.Invalid(Spec.Child("policyTypes"), spec.PolicyTypes, "may not specify more than two policyTypes");
            return;
        }

        for (var i = 0; i < spec.PolicyTypes?.Count; i++)
        {
            if (spec.PolicyTypes[i] is not ("Ingress" or "Egress"))
                errors.NotSupported(Spec.Child("policyTypes").Index(i), spec.PolicyTypes[i], "Ingress", "Egress");
        }
    }

    private static void ValidatePorts(List<V1NetworkPolicyPort>? ports, FieldErrors errors, FieldPath rule)
    {
        for (var i = 0; i < ports?.Count; i++)
        {
            var port = ports[i];
            var path = rule.Child("ports").Index(i);
            if (port.Protocol is { } protocol && !Protocols.Contains(protocol)) errors.NotSupported(path.Child("protocol"), protocol, Protocols);
            if (port.Port is not { } number)
            {
                if (port.EndPort is { } alone) errors.Invalid(path.Child("endPort"), alone, "may not be specified when `port` is not specified");
                continue;
            }

            if (number.IsString)
            {
                if (port.EndPort is { } end) errors.Invalid(path.Child("endPort"), end, "may not be specified when `port` is non-numeric");
                errors.InvalidEach(path.Child("port"), number.Text, FormatRules.PortName(number.Text!));
                continue;
            }

            errors.InvalidEach(path.Child("port"), number.Number, FormatRules.PortNumber(number.Number));
            if (port.EndPort is not { } last) continue;
            if (last < number.Number) errors.Invalid(path.Child("endPort"), number.Number, "must be greater than or equal to `port`");
            errors.InvalidEach(path.Child("endPort"), last, FormatRules.PortNumber(last));
        }
    }

    private static void ValidatePeer(V1NetworkPolicyPeer peer, FieldErrors errors, FieldPath path)
    {
        var kinds = 0;
        if (peer.PodSelector is { } pods)
        {
            kinds++;
            LabelSelectorValidation.Validate(pods, errors, path.Child("podSelector"));
        }

        if (peer.NamespaceSelector is { } namespaces)
        {
            kinds++;
            LabelSelectorValidation.Validate(namespaces, errors, path.Child("namespaceSelector"));
        }

        if (peer.IpBlock is { } block)
        {
            kinds++;
            ValidateBlock(block, errors, path.Child("ipBlock"));
        }

        if (kinds == 0) errors.Required(path, "must specify a peer");
        else if (kinds > 1 && peer.IpBlock is not null) errors.Forbidden(path, "may not specify both ipBlock and another peer");
    }

    private static void ValidateBlock(V1IPBlock block, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(block.Cidr))
        {
            errors.Required(path.Child("cidr"));
            return;
        }

        var wrong = FormatRules.Cidr(block.Cidr);
        errors.InvalidEach(path.Child("cidr"), block.Cidr, wrong);
        if (FormatRules.ParseCidr(block.Cidr) is not { } outer) return;
        for (var i = 0; i < block.Except?.Count; i++)
        {
            var except = block.Except[i];
            errors.InvalidEach(path.Child("except").Index(i), except, FormatRules.Cidr(except));
            if (FormatRules.ParseCidr(except) is not { } inner) continue;
            var contained = inner.Address.AddressFamily == outer.Address.AddressFamily && inner.PrefixLength > outer.PrefixLength
                && FormatRules.Masked(inner.Address, outer.PrefixLength).Equals(FormatRules.Masked(outer.Address, outer.PrefixLength));
            if (!contained) errors.Invalid(path.Child("except").Index(i), except, "must be a strict subset of `cidr`");
        }
    }
}
