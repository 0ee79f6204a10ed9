namespace Kube.Api.Admission;

/// <summary>What upstream calls an admission plugin, where its class has another name.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AdmissionNameAttribute(string name) : Attribute
{
    public string Name => name;
}
