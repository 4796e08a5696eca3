{{- /* The pod template of the StatefulSet and the Deployment. */}}
{{- define "toolwatch.pod" -}}
metadata:
  labels:
    {{- include "toolwatch.selectorLabels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    checksum/config: {{ include "toolwatch.checksum" . }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "toolwatch.serviceAccountName" . }}
  automountServiceAccountToken: false
  # Variables such as TOOLWATCH_PORT would look like settings.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: toolwatch
      {{- include "toolwatch.containerOf" (dict "root" . "prefix" "") | nindent 6 }}
  volumes:
    {{- include "toolwatch.volumesOf" (dict "root" . "prefix" "") | nindent 4 }}
    {{- if eq (include "toolwatch.workload" .) "Deployment" }}
    - name: data
      {{- include "toolwatch.emptyStore" . | nindent 6 }}
    {{- else if not .Values.persistence.enabled }}
    - name: data
      {{- include "toolwatch.emptyStore" . | nindent 6 }}
    {{- else if and .Values.persistence.existingClaim (eq .Values.mode "sqlite") }}
    - name: data
      persistentVolumeClaim:
        claimName: {{ .Values.persistence.existingClaim }}
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- toYaml .Values.topologySpreadConstraints | nindent 4 }}
  {{- else if eq .Values.mode "postgresql" }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "toolwatch.selectorLabels" . | nindent 10 }}
  {{- end }}
{{- end }}
