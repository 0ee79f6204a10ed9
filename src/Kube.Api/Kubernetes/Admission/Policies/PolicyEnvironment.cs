using Kube.Api.Cel;
using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Types;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>What the expressions of policies and match conditions can use (https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/).</summary>
internal static class PolicyEnvironment
{
    public const string Object = "object";
    public const string OldObject = "oldObject";
    public const string Request = "request";
    public const string Namespace = "namespaceObject";
    public const string Params = "params";
    public const string Variables = "variables";
    public const string Authorizer = "authorizer";
    public const string RequestResource = "authorizer.requestResource";

    private static readonly CelType s_texts = Map(CelType.String, CelType.String);

    /// <summary>The type of <c>request</c>.</summary>
    public static readonly CelRecordType RequestType = MakeRequestType();

    /// <summary>The type of <c>namespaceObject</c>.</summary>
    public static readonly CelRecordType NamespaceType = new("kubernetes.Namespace",
        ("metadata", new CelRecordType("kubernetes.NamespaceMetadata",
            ("name", CelType.String), ("generateName", CelType.String), ("namespace", CelType.String), ("labels", s_texts), ("annotations", s_texts),
            ("UID", CelType.String), ("creationTimestamp", Timestamp), ("deletionGracePeriodSeconds", Int), ("deletionTimestamp", Timestamp),
            ("generation", Int), ("resourceVersion", CelType.String), ("finalizers", List(CelType.String)))),
        ("spec", new CelRecordType("kubernetes.NamespaceSpec", ("finalizers", List(CelType.String)))),
        ("status", new CelRecordType("kubernetes.NamespaceStatus", ("phase", CelType.String))));

    private static readonly CelEnvironment s_conditions = Over(Dyn);

    /// <summary>The variables of a policy's expressions.</summary>
    /// <param name="hasParameters">The policy names a kind of parameters.</param>
    /// <param name="kind">The type of the object; null: it is found out when the policy is asked.</param>
    /// <param name="parameters">The type of the parameters; null likewise.</param>
    public static CelEnvironment Create(bool hasParameters, CelType? kind = null, CelType? parameters = null)
    {
        var environment = (kind is null ? s_conditions : Over(kind)).WithVariable(Namespace, NamespaceType);
        return hasParameters ? environment.WithVariable(Params, parameters ?? Dyn) : environment;
    }

    /// <summary>The variables of a webhook's match conditions.</summary>
    public static CelEnvironment MatchConditions => s_conditions;

    private static CelEnvironment Over(CelType kind) => CelEnvironment.Kubernetes
        .WithVariable(Object, kind).WithVariable(OldObject, kind).WithVariable(Request, RequestType)
        .WithVariable(Authorizer, AuthorizerFunctions.Authorizer).WithVariable(RequestResource, AuthorizerFunctions.ResourceCheck);

    private static CelRecordType MakeRequestType()
    {
        var kind = new CelRecordType("kubernetes.GroupVersionKind", ("group", CelType.String), ("version", CelType.String), ("kind", CelType.String));
        var resource = new CelRecordType("kubernetes.GroupVersionResource", ("group", CelType.String), ("version", CelType.String), ("resource", CelType.String));
        var user = new CelRecordType("kubernetes.UserInfo",
            ("username", CelType.String), ("uid", CelType.String), ("groups", List(CelType.String)), ("extra", Map(CelType.String, List(CelType.String))));
        return new CelRecordType("kubernetes.AdmissionRequest",
            ("kind", kind), ("resource", resource), ("subResource", CelType.String), ("requestKind", kind), ("requestResource", resource),
            ("requestSubResource", CelType.String), ("name", CelType.String), ("namespace", CelType.String), ("operation", CelType.String),
            ("userInfo", user), ("dryRun", CelType.Bool), ("options", Dyn));
    }
}
