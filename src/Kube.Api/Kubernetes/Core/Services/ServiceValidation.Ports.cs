using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>Ports: names, numbers, and which may not appear twice.</summary>
internal static partial class ServiceValidation
{
    private static void ValidatePorts(V1ServiceSpec spec, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Ports?.Count; i++)
        {
            var port = spec.Ports[i];
            var path = Spec.Child("ports").Index(i);
            if (!string.IsNullOrEmpty(port.Name))
            {
                errors.InvalidEach(path.Child("name"), port.Name, FormatRules.DnsLabel(port.Name));
                if (!names.Add(port.Name)) errors.Duplicate(path.Child("name"), port.Name);
            }
            else if (spec.Ports.Count > 1) errors.Required(path.Child("name"));

            errors.InvalidEach(path.Child("port"), port.Port, FormatRules.PortNumber(port.Port));
            errors.OneOf(path.Child("protocol"), port.Protocol, ServiceTypes.Protocols);
            if (port.TargetPort is { } target) IntOrStringRules.ValidatePort(target, errors, path.Child("targetPort"));
            if (port.AppProtocol is not null) errors.InvalidEach(path.Child("appProtocol"), port.AppProtocol, FormatRules.QualifiedName(port.AppProtocol));
        }
    }

    private static void ValidatePortNumbers(V1ServiceSpec spec, FieldErrors errors)
    {
        var nodePorts = new HashSet<(string?, int)>();
        var ports = new HashSet<(string?, int)>();
        for (var i = 0; i < spec.Ports?.Count; i++)
        {
            var port = spec.Ports[i];
            var path = Spec.Child("ports").Index(i);
            var nodePort = port.NodePort ?? 0;
            if (nodePort != 0 && spec.Type == ServiceTypes.ClusterIP)
                errors.Forbidden(path.Child("nodePort"), "may not be used when `type` is 'ClusterIP'");
            if (nodePort != 0 && !nodePorts.Add((port.Protocol, nodePort))) errors.Duplicate(path.Child("nodePort"), nodePort);
            if (!ports.Add((port.Protocol, port.Port)))
            {
                errors.Duplicate(path, new JsonText(
                    $"{{\"Name\":\"\",\"Protocol\":{BadValue.JsonQuote(port.Protocol ?? "")},\"AppProtocol\":null,\"Port\":{port.Port},\"TargetPort\":0,\"NodePort\":0}}"));
            }
        }
    }
}
