{{- /*
For charts that have this one as a dependency, with mode=sidecar. Give them its context, .Subcharts.toolwatch:

  template:
    metadata:
      labels:
        toolwatch.dev/sidecar: "true"
      annotations:
        checksum/toolwatch: {{ include "toolwatch.checksum" .Subcharts.toolwatch }}
    spec:
      enableServiceLinks: false
      initContainers:
        {{- include "toolwatch.sidecar" .Subcharts.toolwatch | nindent 8 }}
      volumes:
        {{- include "toolwatch.sidecarVolumes" .Subcharts.toolwatch | nindent 8 }}
*/}}
{{- define "toolwatch.sidecar" -}}
- name: toolwatch
  # A native sidecar: it starts before your containers and stops after them.
  restartPolicy: Always
  {{- include "toolwatch.containerOf" (dict "root" . "prefix" "tw-") | nindent 2 }}
{{- end }}

{{- define "toolwatch.sidecarVolumes" -}}
- name: tw-data
  {{- include "toolwatch.emptyStore" . | nindent 2 }}
{{ include "toolwatch.volumesOf" (dict "root" . "prefix" "tw-") }}
{{- end }}
