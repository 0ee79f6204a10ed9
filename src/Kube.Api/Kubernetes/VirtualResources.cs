using Kube.Api.Catalog;

namespace Kube.Api.Kubernetes;

/// <summary>Reviews: nothing is stored, a create is answered by the action registered for it.</summary>
internal static class VirtualResources
{
    public static IEnumerable<ResourceDefinition> Authentication() =>
    [
        Review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews"),
        Review("authentication.k8s.io", "TokenReview", "tokenreviews"),
    ];

    public static IEnumerable<ResourceDefinition> Authorization() =>
    [
        Review("authorization.k8s.io", "LocalSubjectAccessReview", "localsubjectaccessreviews", namespaced: true),
        Review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews"),
        Review("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews"),
        Review("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews"),
    ];

    private static ResourceDefinition Review(string group, string kind, string plural, bool namespaced = false) =>
        new() { Codec = Kinds.Codec(group, "v1", kind), Plural = plural, Namespaced = namespaced, ServedVerbs = [Verbs.Create], StoresNothing = true };
}
