using Kube.Api.Admission;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>For accounts that ask for it: a pod may read only the secrets that its account lists.</summary>
internal static class MountableSecrets
{
    public static void Check(AdmissionRequest request, V1PodSpec spec, V1ServiceAccount account)
    {
        var allowed = (account.Secrets ?? []).Select(static secret => secret.Name ?? "").ToHashSet();
        var because = $"is not allowed because service account {account.Metadata.Name} does not reference that secret";
        foreach (var volume in spec.Volumes ?? [])
        {
            if (volume.Secret is { } source && !allowed.Contains(source.SecretName ?? ""))
                throw AdmissionObjects.Refuse(request, $"volume with secret.secretName=\"{source.SecretName}\" {because}");
        }

        CheckContainers(request, spec.InitContainers ?? [], "init container", allowed, because);
        CheckContainers(request, spec.Containers, "container", allowed, because);
        CheckPullSecrets(request, spec, account);
    }

    private static void CheckContainers(AdmissionRequest request, List<V1Container> containers, string what, HashSet<string> allowed, string because)
    {
        foreach (var container in containers)
        {
            foreach (var variable in container.Env ?? [])
            {
                if (variable.ValueFrom?.SecretKeyRef is { } key && !allowed.Contains(key.Name ?? ""))
                    throw AdmissionObjects.Refuse(request, $"{what} {container.Name} with envVar {variable.Name} referencing secret.secretName=\"{key.Name}\" {because}");
            }

            foreach (var source in container.EnvFrom ?? [])
            {
                if (source.SecretRef is { } secret && !allowed.Contains(secret.Name ?? ""))
                    throw AdmissionObjects.Refuse(request, $"{what} {container.Name} with envFrom referencing secret.secretName=\"{secret.Name}\" {because}");
            }
        }
    }

    private static void CheckPullSecrets(AdmissionRequest request, V1PodSpec spec, V1ServiceAccount account)
    {
        var allowed = (account.ImagePullSecrets ?? []).Select(static secret => secret.Name ?? "").ToHashSet();
        foreach (var reference in spec.ImagePullSecrets ?? [])
        {
            if (!allowed.Contains(reference.Name ?? ""))
            {
                throw AdmissionObjects.Refuse(
                    request,
                    $"imagePullSecrets[].name=\"{reference.Name}\" is not allowed because service account {account.Metadata.Name} does not reference that imagePullSecret");
            }
        }
    }
}
